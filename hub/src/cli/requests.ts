import { z } from 'zod';

import { PROBLEMS, type ProblemCode } from '../../contract/problem.js';

const name = z.string();

/** What the command line asks the hub for. A null password is one to be generated. */
export const OperatorRequest = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('user add'),
    name,
    admin: z.boolean(),
    password: z.string().nullable()
  }),
  z.strictObject({ command: z.literal('user list') }),
  z.strictObject({
    command: z.literal('user password'),
    name,
    password: z.string().nullable()
  }),
  z.strictObject({ command: z.literal('user email'), name, email: z.string().nullable() }),
  z.strictObject({ command: z.literal('user disable'), name }),
  z.strictObject({ command: z.literal('user enable'), name }),
  z.strictObject({ command: z.literal('group owner'), group: z.string(), name }),
  z.strictObject({
    command: z.literal('volume add-data'),
    name,
    directory: z.string(),
    title: z.string().nullable(),
    description: z.string(),
    public: z.boolean(),
    maintainer: z.string().nullable()
  }),
  z.strictObject({ command: z.literal('volume remove-data'), name }),
  z.strictObject({
    command: z.literal('announce'),
    title: z.string(),
    body: z.string(),
    severity: z.string(),
    from: z.string().nullable(),
    until: z.string().nullable()
  }),
  z.strictObject({ command: z.literal('announcement list') }),
  z.strictObject({ command: z.literal('announcement end'), id: z.string() }),
  z.strictObject({ command: z.literal('maintenance begin'), text: z.string() }),
  z.strictObject({ command: z.literal('maintenance end') }),
  z.strictObject({ command: z.literal('volume path'), address: z.string() }),
  z.strictObject({ command: z.literal('volume sweep'), dryRun: z.boolean() })
]);
export type OperatorRequest = z.infer<typeof OperatorRequest>;

/** Lines to print, or why not. */
export const OperatorAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), lines: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('refused'),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string()
  })
]);
export type OperatorAnswer = z.infer<typeof OperatorAnswer>;
