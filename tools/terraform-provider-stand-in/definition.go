package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// definition is the content of stand-in.json, which lies next to the program.
type definition struct {
	// Name for reports: "stand-in provider for hashicorp/helm 3.1.1, schema from @cdktf/provider-helm 12.1.2".
	Name string `json:"name"`
	// Address of the provider that it stands for: "registry.terraform.io/hashicorp/helm".
	Address string `json:"address"`
	// Schema in the format of `terraform providers schema -json`.
	Schema providerSchema `json:"schema"`
	// Values of computed attributes, by resource or data source type and by path ("certificate_authority.0.data").
	Values map[string]map[string]json.RawMessage `json:"values"`
}

type providerSchema struct {
	Provider    schema            `json:"provider"`
	Resources   map[string]schema `json:"resource_schemas"`
	DataSources map[string]schema `json:"data_source_schemas"`
}

type schema struct {
	Version int64 `json:"version"`
	Block   block `json:"block"`
}

type block struct {
	Attributes map[string]attribute `json:"attributes"`
	BlockTypes map[string]blockType `json:"block_types"`
}

// attribute has either a type or a nested type.
type attribute struct {
	Type       json.RawMessage `json:"type"`
	NestedType *nestedType     `json:"nested_type"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	Sensitive  bool            `json:"sensitive"`
	WriteOnly  bool            `json:"write_only"`
}

type nestedType struct {
	Attributes  map[string]attribute `json:"attributes"`
	NestingMode string               `json:"nesting_mode"`
}

type blockType struct {
	NestingMode string `json:"nesting_mode"`
	Block       block  `json:"block"`
	MinItems    int64  `json:"min_items"`
	MaxItems    int64  `json:"max_items"`
}

func readDefinition() (definition, error) {
	executable, err := os.Executable()
	if err != nil {
		return definition{}, err
	}
	file := filepath.Join(filepath.Dir(executable), "stand-in.json")
	content, err := os.ReadFile(file)
	if err != nil {
		return definition{}, err
	}
	var result definition
	if err := json.Unmarshal(content, &result); err != nil {
		return definition{}, fmt.Errorf("%s: %w", file, err)
	}
	return result, nil
}
