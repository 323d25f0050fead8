/** A database that there is. */
export interface Database {
  readonly id: string;
  readonly owner: { readonly id: string; readonly name: string };
  readonly name: string;
  /** `kim/stars` */
  readonly address: string;
  readonly description: string;
  readonly createdAt: string;
  readonly version: number;
}

export interface DatabaseSettings {
  readonly mostPerUser: number;
  readonly mostBytes: number;
  readonly querySeconds: number;
  readonly queriesAtOnce: number;
}
