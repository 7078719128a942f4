// Stand-in for a Terraform provider in tests: it serves a schema from a file, plans computed attributes as unknown, and
// makes up their values on apply. It contacts nothing and creates nothing. docs/terraform-stand-in.md describes it.
package main

import (
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	definition, err := readDefinition()
	if err != nil {
		return err
	}
	provider, err := newProvider(definition)
	if err != nil {
		return err
	}
	return tf6server.Serve(definition.Address, func() tfprotov6.ProviderServer { return provider })
}
