import { z } from 'zod';

const keyPattern = '([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const valuePattern = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';

/**
 * Key of a label or taint.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export const labelKey = z
  .string()
  .regex(new RegExp(`^${keyPattern}$`), 'must be a label key: write one such as disk or acme.example/disk');

/** Value of a label or taint. */
export const labelValue = z
  .string()
  .regex(
    new RegExp(`^(${valuePattern})?$`),
    'must be a label value: write at most 63 letters, digits, hyphens, underscores and dots',
  );

/**
 * Taint in kubectl's notation.
 * @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_taint/
 */
export const taint = z
  .string()
  .regex(
    new RegExp(`^${keyPattern}(=${valuePattern})?:(NoSchedule|PreferNoSchedule|NoExecute)$`),
    'must be a taint: write one such as gpu=yes:NoSchedule',
  );
