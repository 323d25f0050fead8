import { z } from 'zod';

const Route = z.strictObject({
  prefix: z.string().startsWith('/').endsWith('/'),
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535),
  serverId: z.string(),
  owner: z.string().min(1),
  app: z.strictObject({ stripPrefix: z.boolean() }).nullable()
});

const Address = z.strictObject({ host: z.string(), port: z.number().int().min(0).max(65535) });
export type Address = z.infer<typeof Address>;

const Revocation = z.strictObject({
  hash: z.string().describe('sha256 of the token, hex'),
  until: z.number().describe('Milliseconds since 1970; later the servers have forgotten it too')
});
export type Revocation = z.infer<typeof Revocation>;

const AnnouncedCode = z.strictObject({
  hash: z.string().describe('sha256 of the code, hex'),
  publicId: z.string(),
  serverId: z.string().nullable().describe('The program that it opens; null for one of OAuth'),
  until: z.number()
});
export type AnnouncedCode = z.infer<typeof AnnouncedCode>;

/** One thing that changes in what the gateway knows. The first on every connection is a snapshot. */
export const Change = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('snapshot'),
    routes: z.array(Route),
    closed: z.array(z.string()).describe('Prefixes of servers that do not run'),
    sessions: z.array(z.string()),
    revocations: z.array(Revocation),
    codes: z.array(AnnouncedCode),
    inside: Address.nullable()
  }),
  z.strictObject({ type: z.literal('add-route'), route: Route }),
  z.strictObject({ type: z.literal('close-route'), prefix: z.string() }),
  z.strictObject({ type: z.literal('remove-route'), prefix: z.string() }),
  z.strictObject({ type: z.literal('open-session'), publicId: z.string() }),
  z.strictObject({ type: z.literal('close-sessions'), publicIds: z.array(z.string()) }),
  z.strictObject({ type: z.literal('revoke-tokens'), revocations: z.array(Revocation) }),
  z.strictObject({ type: z.literal('announce-code'), code: AnnouncedCode }),
  z.strictObject({ type: z.literal('listen-inside'), address: Address })
]);
export type Change = z.infer<typeof Change>;
export type Snapshot = Extract<Change, { type: 'snapshot' }>;

/** A line from the hub to the gateway. */
export const HubMessage = z.strictObject({ id: z.number().int(), change: Change });
export type HubMessage = z.infer<typeof HubMessage>;

/** A line from the gateway to the hub: the programs of these servers were used. */
export const UseReport = z.strictObject({ used: z.array(z.string()) });
export type UseReport = z.infer<typeof UseReport>;

/** A line from the gateway to the hub: the change with this id is in force, or could not be. */
export const Acknowledgement = z.strictObject({
  id: z.number().int(),
  error: z.string().optional()
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

export function encodeLine(message: HubMessage | Acknowledgement | UseReport): string {
  return `${JSON.stringify(message)}\n`;
}
