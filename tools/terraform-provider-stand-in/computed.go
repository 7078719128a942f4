package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// replacement returns the value of an attribute at a path, or false to leave it, and to continue with its parts.
type replacement func(path []string, attribute attribute, value tftypes.Value) (tftypes.Value, bool, error)

// replaceAttributes returns a copy of a block's value with all attributes replaced, in nested blocks and attributes, too.
func replaceAttributes(value tftypes.Value, block block, path []string, replace replacement) (tftypes.Value, error) {
	return mapObject(value, func(name string, value tftypes.Value) (tftypes.Value, error) {
		childPath := appendPath(path, name)
		if child, ok := block.BlockTypes[name]; ok {
			return mapNested(value, child.NestingMode, childPath, func(value tftypes.Value, path []string) (tftypes.Value, error) {
				return replaceAttributes(value, child.Block, path, replace)
			})
		}
		return replaceAttribute(value, block.Attributes[name], childPath, replace)
	})
}

func replaceAttribute(value tftypes.Value, attribute attribute, path []string, replace replacement) (tftypes.Value, error) {
	replaced, ok, err := replace(path, attribute, value)
	if err != nil || ok {
		return replaced, err
	}
	if attribute.NestedType == nil {
		return value, nil
	}
	return mapNested(value, attribute.NestedType.NestingMode, path, func(value tftypes.Value, path []string) (tftypes.Value, error) {
		return mapObject(value, func(name string, value tftypes.Value) (tftypes.Value, error) {
			return replaceAttribute(value, attribute.NestedType.Attributes[name], appendPath(path, name), replace)
		})
	})
}

// checkConfigurable reports values of attributes that only the provider sets, which providers check, not Terraform.
func checkConfigurable(configuration *tfprotov6.DynamicValue, protocol *tfprotov6.Schema, schema schema) ([]*tfprotov6.Diagnostic, error) {
	value, err := configuration.Unmarshal(protocol.ValueType())
	if err != nil {
		return nil, err
	}
	var diagnostics []*tfprotov6.Diagnostic
	_, err = replaceAttributes(value, schema.Block, nil, func(path []string, attribute attribute, value tftypes.Value) (tftypes.Value, bool, error) {
		if attribute.Computed && !attribute.Optional && !value.IsNull() {
			diagnostics = append(diagnostics, &tfprotov6.Diagnostic{
				Severity: tfprotov6.DiagnosticSeverityError,
				Summary:  "Value for unconfigurable attribute",
				Detail:   fmt.Sprintf("Only the provider sets %s: remove it.", strings.Join(path, ".")),
			})
		}
		return value, false, nil
	})
	return diagnostics, err
}

// unknownIfComputed plans a value that only the provider can set.
func unknownIfComputed(_ []string, attribute attribute, value tftypes.Value) (tftypes.Value, bool, error) {
	if attribute.WriteOnly {
		return tftypes.NewValue(value.Type(), nil), true, nil
	}
	if attribute.Computed && value.IsNull() {
		return tftypes.NewValue(value.Type(), tftypes.UnknownValue), true, nil
	}
	return value, false, nil
}

// madeUpIfComputed returns a replacement that sets a value which only the provider can set: that of the definition, or one
// that contains the path of the attribute and the suffix.
func madeUpIfComputed(values map[string]json.RawMessage, suffix string) replacement {
	return func(path []string, attribute attribute, value tftypes.Value) (tftypes.Value, bool, error) {
		if attribute.WriteOnly {
			return tftypes.NewValue(value.Type(), nil), true, nil
		}
		if !attribute.Computed || value.IsKnown() && !value.IsNull() {
			return value, false, nil
		}
		madeUp, err := madeUpValue(path, value.Type(), values, suffix)
		return madeUp, true, err
	}
}

// madeUpValue returns a value with one element in lists and sets, so that references to the first element work.
func madeUpValue(path []string, valueType tftypes.Type, values map[string]json.RawMessage, suffix string) (tftypes.Value, error) {
	if value, ok := values[strings.Join(path, ".")]; ok {
		return tftypes.ValueFromJSON(value, valueType)
	}
	switch {
	case valueType.Is(tftypes.Number):
		return tftypes.NewValue(valueType, 1), nil
	case valueType.Is(tftypes.Bool):
		return tftypes.NewValue(valueType, false), nil
	}
	element := func(elementType tftypes.Type) (tftypes.Value, error) {
		return madeUpValue(appendPath(path, "0"), elementType, values, suffix)
	}
	switch typed := valueType.(type) {
	case tftypes.List:
		value, err := element(typed.ElementType)
		return tftypes.NewValue(typed, []tftypes.Value{value}), err
	case tftypes.Set:
		value, err := element(typed.ElementType)
		return tftypes.NewValue(typed, []tftypes.Value{value}), err
	case tftypes.Map:
		return tftypes.NewValue(typed, map[string]tftypes.Value{}), nil
	case tftypes.Object:
		attributes := map[string]tftypes.Value{}
		for name, attributeType := range typed.AttributeTypes {
			value, err := madeUpValue(appendPath(path, name), attributeType, values, suffix)
			if err != nil {
				return tftypes.Value{}, err
			}
			attributes[name] = value
		}
		return tftypes.NewValue(typed, attributes), nil
	}
	return tftypes.NewValue(tftypes.String, fmt.Sprintf("stand-in-%s-%s", strings.Join(path, "-"), suffix)), nil
}

// mapNested applies a function to the object, or to each object of the list, set or map.
func mapNested(
	value tftypes.Value, nesting string, path []string, convert func(tftypes.Value, []string) (tftypes.Value, error),
) (tftypes.Value, error) {
	if value.IsNull() || !value.IsKnown() {
		return value, nil
	}
	switch nesting {
	case "single":
		return convert(value, path)
	case "map":
		return mapObject(value, func(name string, value tftypes.Value) (tftypes.Value, error) {
			return convert(value, appendPath(path, name))
		})
	}
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		return value, err
	}
	for index, element := range elements {
		converted, err := convert(element, appendPath(path, strconv.Itoa(index)))
		if err != nil {
			return value, err
		}
		elements[index] = converted
	}
	return tftypes.NewValue(value.Type(), elements), nil
}

// mapObject applies a function to each attribute of an object, or to each value of a map.
func mapObject(value tftypes.Value, convert func(string, tftypes.Value) (tftypes.Value, error)) (tftypes.Value, error) {
	if value.IsNull() || !value.IsKnown() {
		return value, nil
	}
	attributes := map[string]tftypes.Value{}
	if err := value.As(&attributes); err != nil {
		return value, err
	}
	for name, attribute := range attributes {
		converted, err := convert(name, attribute)
		if err != nil {
			return value, err
		}
		attributes[name] = converted
	}
	return tftypes.NewValue(value.Type(), attributes), nil
}

// appendPath returns a copy, since paths of siblings must not share their memory.
func appendPath(path []string, name string) []string {
	return append(append([]string{}, path...), name)
}
