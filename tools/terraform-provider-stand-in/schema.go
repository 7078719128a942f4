package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var objectNesting = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
	"set":    tfprotov6.SchemaObjectNestingModeSet,
	"map":    tfprotov6.SchemaObjectNestingModeMap,
}

var blockNesting = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
}

// protocolSchemas converts schemas by type to those of the plugin protocol.
func protocolSchemas(schemas map[string]schema) (map[string]*tfprotov6.Schema, error) {
	result := map[string]*tfprotov6.Schema{}
	for name, schema := range schemas {
		converted, err := schema.protocol()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		result[name] = converted
	}
	return result, nil
}

func (s schema) protocol() (*tfprotov6.Schema, error) {
	block, err := s.Block.protocol()
	return &tfprotov6.Schema{Version: s.Version, Block: block}, err
}

func (b block) protocol() (*tfprotov6.SchemaBlock, error) {
	attributes, err := protocolAttributes(b.Attributes)
	if err != nil {
		return nil, err
	}
	result := &tfprotov6.SchemaBlock{Attributes: attributes}
	for name, child := range b.BlockTypes {
		nesting, ok := blockNesting[child.NestingMode]
		if !ok {
			return nil, fmt.Errorf("%s: nesting mode %q is not supported", name, child.NestingMode)
		}
		childBlock, err := child.Block.protocol()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		result.BlockTypes = append(result.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name, Nesting: nesting, MinItems: child.MinItems, MaxItems: child.MaxItems, Block: childBlock,
		})
	}
	return result, nil
}

func protocolAttributes(attributes map[string]attribute) ([]*tfprotov6.SchemaAttribute, error) {
	result := []*tfprotov6.SchemaAttribute{}
	for name, attribute := range attributes {
		converted := &tfprotov6.SchemaAttribute{
			Name: name, Required: attribute.Required, Optional: attribute.Optional, Computed: attribute.Computed,
			Sensitive: attribute.Sensitive, WriteOnly: attribute.WriteOnly,
		}
		if nested := attribute.NestedType; nested != nil {
			nesting, ok := objectNesting[nested.NestingMode]
			if !ok {
				return nil, fmt.Errorf("%s: nesting mode %q is not supported", name, nested.NestingMode)
			}
			nestedAttributes, err := protocolAttributes(nested.Attributes)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			converted.NestedType = &tfprotov6.SchemaObject{Attributes: nestedAttributes, Nesting: nesting}
		} else {
			valueType, err := tftypes.ParseJSONType(attribute.Type)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			converted.Type = valueType
		}
		result = append(result, converted)
	}
	return result, nil
}
