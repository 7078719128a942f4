package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// remoteChangesVariable is the environment variable with the path of a JSON file: a list of remote changes.
const remoteChangesVariable = "PLINTH_STAND_IN_REMOTE_CHANGES"

// remoteChange is a change made without Terraform; the next refresh shows it.
type remoteChange struct {
	// Type of the resource.
	Type string `json:"type"`
	// Match has the string attributes that a changed resource must have; empty for all of the type.
	Match map[string]string `json:"match"`
	// Set has the new values by path: "version", "scaling_config.0.desired_size".
	Set map[string]json.RawMessage `json:"set"`
	// Deleted removes the resource.
	Deleted bool `json:"deleted"`
}

func readRemoteChanges() ([]remoteChange, error) {
	file := os.Getenv(remoteChangesVariable)
	if file == "" {
		return nil, nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var changes []remoteChange
	if err := json.Unmarshal(content, &changes); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return changes, nil
}

// applyRemoteChanges returns the state of a resource after all changes that match it.
func applyRemoteChanges(resourceType string, state tftypes.Value, changes []remoteChange) (tftypes.Value, error) {
	for _, change := range changes {
		if state.IsNull() || change.Type != resourceType {
			continue
		}
		matches, err := change.matches(state)
		if err != nil {
			return state, err
		}
		if !matches {
			continue
		}
		if change.Deleted {
			state = tftypes.NewValue(state.Type(), nil)
			continue
		}
		for path, value := range change.Set {
			state, err = setPath(state, strings.Split(path, "."), value)
			if err != nil {
				return state, fmt.Errorf("%s of %s: %w", path, resourceType, err)
			}
		}
	}
	return state, nil
}

func (c remoteChange) matches(state tftypes.Value) (bool, error) {
	attributes := map[string]tftypes.Value{}
	if err := state.As(&attributes); err != nil {
		return false, err
	}
	for name, expected := range c.Match {
		value, ok := attributes[name]
		if !ok || !value.Type().Is(tftypes.String) {
			return false, fmt.Errorf("%s has no string attribute %q", c.Type, name)
		}
		var actual *string
		if err := value.As(&actual); err != nil {
			return false, err
		}
		if actual == nil || *actual != expected {
			return false, nil
		}
	}
	return true, nil
}

// setPath returns a copy of a value with another value at the path; its parts are attributes, map keys and list indexes.
func setPath(value tftypes.Value, path []string, newValue json.RawMessage) (tftypes.Value, error) {
	if len(path) == 0 {
		return tftypes.ValueFromJSON(newValue, value.Type())
	}
	if value.IsNull() {
		return value, fmt.Errorf("there is no value before %q", strings.Join(path, "."))
	}
	if value.Type().Is(tftypes.List{}) {
		return setListElement(value, path, newValue)
	}
	attributes := map[string]tftypes.Value{}
	if err := value.As(&attributes); err != nil {
		return value, err
	}
	child, ok := attributes[path[0]]
	if !ok {
		return value, fmt.Errorf("there is no %q", path[0])
	}
	changed, err := setPath(child, path[1:], newValue)
	attributes[path[0]] = changed
	return tftypes.NewValue(value.Type(), attributes), err
}

func setListElement(value tftypes.Value, path []string, newValue json.RawMessage) (tftypes.Value, error) {
	var elements []tftypes.Value
	if err := value.As(&elements); err != nil {
		return value, err
	}
	index, err := strconv.Atoi(path[0])
	if err != nil || index < 0 || index >= len(elements) {
		return value, fmt.Errorf("%q is not an index of a list with %d elements", path[0], len(elements))
	}
	changed, err := setPath(elements[index], path[1:], newValue)
	elements[index] = changed
	return tftypes.NewValue(value.Type(), elements), err
}
