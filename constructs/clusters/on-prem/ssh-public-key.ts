import { z } from 'zod';

/** Public SSH key in the format of authorized_keys. */
export const sshPublicKey = z
  .string()
  .regex(
    /^(ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*( [^\n]*)?$/,
    'must be a public SSH key: write the content of a file such as id_ed25519.pub',
  )
  .meta({ examples: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcnGqIRjKc6xhvEtFqXn4gEHsjJUGXFsIRDmJcZ5RpX ops'] });
