import { z } from 'zod';
import { nonEmptyList } from '../../../src/schema/field-types';

/**
 * Policy document of IAM.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Statement of a policy document. */
export interface PolicyStatement {
  readonly Sid?: string | undefined;
  readonly Effect: 'Allow' | 'Deny';
  /** Only in policies of resources and of trust. */
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  /** Absent in policies of trust. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> | undefined;
}

/** Returns the JSON of a policy document. Strings may contain Terraform expressions. */
export function renderPolicy(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements } satisfies PolicyDocument);
}

/** Action of IAM: a service, and an action in which `*` selects several. */
const action = z
  .string()
  .regex(
    /^[a-z0-9-]+:[A-Za-z0-9*?]+$/,
    'must be an action of one service: write one such as sqs:SendMessage; the action * of all services is not allowed',
  );

const resource = z
  .string()
  .regex(/^(\*|arn:aws[a-z-]*:.+)$/, 'must be an ARN: write one such as arn:aws:sqs:eu-north-1:123456789012:orders');

const conditionValue = z.union([z.string(), nonEmptyList(z.string())]);

/** Schema of a policy document that grants permissions, in the form that AWS documents. */
export const policyDocumentSchema = z.strictObject({
  Version: z.literal('2012-10-17').default('2012-10-17').describe('version of the policy language'),
  Statement: nonEmptyList(
    z
      .strictObject({
        Sid: z
          .string()
          .regex(/^[A-Za-z0-9]+$/, 'must have letters and digits only')
          .optional()
          .meta({ examples: ['SendOrders'] })
          .describe('identifier of the statement; @default none'),
        Effect: z.enum(['Allow', 'Deny']).describe('whether the statement allows or denies'),
        Action: z
          .union([action, nonEmptyList(action)])
          .meta({ examples: [['sqs:SendMessage']] })
          .describe('actions such as sqs:SendMessage'),
        Resource: z
          .union([resource, nonEmptyList(resource)])
          .meta({ examples: [['arn:aws:sqs:eu-north-1:123456789012:orders']] })
          .describe('ARNs of the resources'),
        Condition: z
          .record(z.string().min(1), z.record(z.string().min(1), conditionValue))
          .optional()
          .meta({ examples: [{ StringEquals: { 'aws:SourceAccount': '123456789012' } }] })
          .describe('conditions by operator and key; @default none'),
      })
      .refine(
        ({ Effect, Action, Resource }) =>
          Effect === 'Deny' || !([Action].flat().some(grantsService) && [Resource].flat().includes('*')),
        'allows all actions of a service on all resources: write the actions, or the ARNs of the resources',
      ),
  )
    .meta({ examples: [[{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }]] })
    .describe('statements of the policy'),
});

/** Returns whether an action is all actions of a service: `s3:*`. */
function grantsService(name: string): boolean {
  return /^[^:]+:\*+$/.test(name);
}
