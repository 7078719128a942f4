/**
 * Returns the name of the snapshot that AWS takes of a server before it is deleted: with the time of the server's creation,
 * since the snapshot of a deleted server would refuse the deletion of its successor. Terraform must ignore its changes.
 */
export function finalSnapshotName(server: string): string {
  return `${server}-final-\${formatdate("YYYYMMDDhhmmss", timestamp())}`;
}
