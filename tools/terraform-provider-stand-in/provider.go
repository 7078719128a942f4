package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// provider answers Terraform's requests. It has no functions, ephemeral resources, lists or actions, since its schema
// has none, so Terraform does not call the methods of the embedded interface.
type provider struct {
	tfprotov6.ProviderServer
	definition  definition
	schema      *tfprotov6.Schema
	resources   map[string]*tfprotov6.Schema
	dataSources map[string]*tfprotov6.Schema
}

func newProvider(definition definition) (*provider, error) {
	schema, err := definition.Schema.Provider.protocol()
	if err != nil {
		return nil, fmt.Errorf("provider: %w", err)
	}
	resources, err := protocolSchemas(definition.Schema.Resources)
	if err != nil {
		return nil, err
	}
	dataSources, err := protocolSchemas(definition.Schema.DataSources)
	if err != nil {
		return nil, err
	}
	return &provider{definition: definition, schema: schema, resources: resources, dataSources: dataSources}, nil
}

func (p *provider) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	response := &tfprotov6.GetMetadataResponse{ServerCapabilities: &tfprotov6.ServerCapabilities{}}
	for name := range p.resources {
		response.Resources = append(response.Resources, tfprotov6.ResourceMetadata{TypeName: name})
	}
	for name := range p.dataSources {
		response.DataSources = append(response.DataSources, tfprotov6.DataSourceMetadata{TypeName: name})
	}
	return response, nil
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		ServerCapabilities: &tfprotov6.ServerCapabilities{},
		Provider:           p.schema, ResourceSchemas: p.resources, DataSourceSchemas: p.dataSources,
	}, nil
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) ValidateProviderConfig(_ context.Context, request *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: request.Config}, nil
}

// ConfigureProvider warns, so that no reader takes the output of Terraform for that of the real provider.
func (p *provider) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{Diagnostics: []*tfprotov6.Diagnostic{{
		Severity: tfprotov6.DiagnosticSeverityWarning,
		Summary:  p.definition.Name,
		Detail:   "It creates nothing, and makes up all computed values.",
	}}}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (p *provider) ValidateResourceConfig(_ context.Context, request *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	diagnostics, err := checkConfigurable(request.Config, p.resources[request.TypeName], p.definition.Schema.Resources[request.TypeName])
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: diagnostics}, err
}

func (p *provider) ValidateDataResourceConfig(_ context.Context, request *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	diagnostics, err := checkConfigurable(request.Config, p.dataSources[request.TypeName], p.definition.Schema.DataSources[request.TypeName])
	return &tfprotov6.ValidateDataResourceConfigResponse{Diagnostics: diagnostics}, err
}

func (p *provider) UpgradeResourceState(_ context.Context, request *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	valueType := p.resources[request.TypeName].ValueType()
	options := tfprotov6.UnmarshalOpts{ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true}}
	state, err := request.RawState.UnmarshalWithOpts(valueType, options)
	if err != nil {
		return nil, err
	}
	upgraded, err := tfprotov6.NewDynamicValue(valueType, state)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &upgraded}, err
}

func (p *provider) ImportResourceState(context.Context, *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return nil, fmt.Errorf("the %s imports nothing: there is nothing that it could read", p.definition.Name)
}

func (p *provider) ReadResource(_ context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	changes, err := readRemoteChanges()
	if err != nil {
		return nil, err
	}
	state, err := p.convert(request.TypeName, request.CurrentState, func(state tftypes.Value) (tftypes.Value, error) {
		return applyRemoteChanges(request.TypeName, state, changes)
	})
	return &tfprotov6.ReadResourceResponse{NewState: state}, err
}

// PlanResourceChange plans an update in place for each change: bindings do not record which attributes force a replacement.
func (p *provider) PlanResourceChange(_ context.Context, request *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	prior, err := request.PriorState.Unmarshal(p.resources[request.TypeName].ValueType())
	if err != nil {
		return nil, err
	}
	planned, err := p.convert(request.TypeName, request.ProposedNewState, func(proposed tftypes.Value) (tftypes.Value, error) {
		// Without a change, a computed value that is null remains so.
		if proposed.Equal(prior) {
			return proposed, nil
		}
		return replaceAttributes(proposed, p.definition.Schema.Resources[request.TypeName].Block, nil, unknownIfComputed)
	})
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: planned}, err
}

func (p *provider) ApplyResourceChange(_ context.Context, request *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	random := make([]byte, 4)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	replace := madeUpIfComputed(p.definition.Values[request.TypeName], hex.EncodeToString(random))
	state, err := p.convert(request.TypeName, request.PlannedState, func(planned tftypes.Value) (tftypes.Value, error) {
		return replaceAttributes(planned, p.definition.Schema.Resources[request.TypeName].Block, nil, replace)
	})
	return &tfprotov6.ApplyResourceChangeResponse{NewState: state}, err
}

// ReadDataSource makes up the same values for the same configuration, so that a second plan has no changes.
func (p *provider) ReadDataSource(_ context.Context, request *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	valueType := p.dataSources[request.TypeName].ValueType()
	configuration, err := request.Config.Unmarshal(valueType)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(append([]byte(request.TypeName), request.Config.MsgPack...))
	replace := madeUpIfComputed(p.definition.Values[request.TypeName], hex.EncodeToString(digest[:4]))
	value, err := replaceAttributes(configuration, p.definition.Schema.DataSources[request.TypeName].Block, nil, replace)
	if err != nil {
		return nil, err
	}
	state, err := tfprotov6.NewDynamicValue(valueType, value)
	return &tfprotov6.ReadDataSourceResponse{State: &state}, err
}

// convert applies a function to the state of a resource in the format of the protocol.
func (p *provider) convert(
	resourceType string, value *tfprotov6.DynamicValue, convert func(tftypes.Value) (tftypes.Value, error),
) (*tfprotov6.DynamicValue, error) {
	valueType := p.resources[resourceType].ValueType()
	state, err := value.Unmarshal(valueType)
	if err != nil {
		return nil, err
	}
	converted, err := convert(state)
	if err != nil {
		return nil, err
	}
	result, err := tfprotov6.NewDynamicValue(valueType, converted)
	return &result, err
}
