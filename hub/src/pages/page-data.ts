import type { Application } from '../../contract/applications.js';
import type { Server, ServerVolumes } from '../../contract/servers.js';

/** What a start of the default server would use, in words that were chosen by administrators. */
export interface StartPlan {
  readonly domain: string;
  readonly image: string;
  readonly memoryBytes: number;
  readonly cores: number;
}

export interface SignInData {
  readonly next: string;
  readonly xsrf: string;
  readonly username: string;
  /** Why the last try failed, null on the first. */
  readonly failure: string | null;
}

export interface HomeData {
  readonly xsrf: string;
  readonly user: { readonly name: string; readonly displayName: string };
  readonly servers: readonly Server[];
  readonly plan: StartPlan;
  /** Origin of the Lab pages where it differs from this page's, else empty. */
  readonly labOrigin: string;
  readonly programs: readonly Application[];
}

/** A page that asks before it starts a server, or says why it cannot. */
export interface StartServerData {
  readonly heading: string;
  readonly explanation: string;
  /** Null when the visitor may not start it. */
  readonly form: { readonly action: string; readonly xsrf: string; readonly next: string } | null;
  readonly logTail: string | null;
}

export interface StartProgressData {
  readonly xsrf: string;
  readonly server: Server;
  readonly next: string;
  readonly labOrigin: string;
}

/** What a server is made of, to be chosen. */
export interface ServerOptionsData {
  readonly xsrf: string;
  readonly user: { readonly name: string };
  /** Its name; there may be no server yet of the default one. Null for a new server. */
  readonly server: string | null;
  /** Where to go once it runs; empty: to the server. */
  readonly next: string;
  /** What is chosen of a new server where the form opens. */
  readonly wish?: NewServerWish;
}

/** Null is left to the form. */
export interface NewServerWish {
  readonly title: string | null;
  readonly domain: string | null;
  readonly image: string | null;
  readonly volumes: ServerVolumes | null;
  /** What to open below the server's own address, escaped; empty: where it begins. */
  readonly path: string;
  /** Path below which the visitor's servers are found, each by its name. */
  readonly userPath: string;
}

export interface TokensData {
  readonly xsrf: string;
  readonly user: { readonly name: string };
}

export interface ProblemData {
  readonly heading: string;
  readonly explanation: string;
  /** Where to go from here; home when left out, null for nowhere. */
  readonly link?: { readonly href: string; readonly label: string } | null;
}

/** The question whether a server, which runs its owner's code, may learn who the visitor is. */
export interface AuthorizeData {
  /** Of the client: `Server at /user/kim/`. */
  readonly description: string;
  readonly owner: string;
  readonly visitor: string;
  /** What the server will be able to do, each in words. */
  readonly scopes: readonly { readonly scope: string; readonly words: string }[];
  /** Path and query the form is sent back to. */
  readonly action: string;
  readonly xsrf: string;
}

/** One line of a shared folder. */
export interface LinkEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Bytes; null for what is no file. */
  readonly size: number | null;
  /** Address of a folder's page. */
  readonly open: string | null;
  readonly download: string | null;
}

/** A file or folder behind a link, for visitors without an account. */
export interface LinkData {
  readonly name: string;
  readonly sharedBy: string;
  /** Bytes; null for a folder. */
  readonly size: number | null;
  /** The shared folder and those below it that lead to this one. */
  readonly crumbs: readonly { readonly name: string; readonly href: string }[];
  readonly download: string;
  /** A page of what is in the folder; null for a file. */
  readonly entries: readonly LinkEntry[] | null;
  readonly isFirst: boolean;
  /** Address of the next page. */
  readonly more: string | null;
  /** Date in words. */
  readonly expiresOn: string;
}

export interface LinkPasswordData {
  readonly action: string;
  /** Why the last try failed, null on the first. */
  readonly failure: string | null;
}

/** One page of the users' guide. */
export interface GuidePage {
  /** Last part of its address. */
  readonly name: string;
  readonly title: string;
  /** Our own text as HTML. */
  readonly body: string;
}

/** A page of the users' guide beside the list of all. */
export interface GuideData {
  readonly page: GuidePage;
  readonly pages: readonly GuidePage[];
}

/** The question whether an address is to be the visitor's. */
export interface ConfirmEmailData {
  readonly xsrf: string;
  readonly userName: string;
  readonly address: string;
  readonly token: string;
}

/** The question whether a link to a server is to be followed. */
export interface AppLinkData {
  readonly action: string;
  readonly xsrf: string;
  /** The query of the link, to be sent back. */
  readonly link: string;
  /** What is opened, in a word or two. */
  readonly subject: string;
  /** What happens, in words and in its order. */
  readonly steps: readonly string[];
  /** What was asked for and is not so; null: nothing. */
  readonly differs: string | null;
  /** JSON; null where nothing is handed over. */
  readonly handedOver: string | null;
  readonly verb: string;
  /** Of a server that is to be made; null for one that there is. */
  readonly choice: {
    readonly isOpen: boolean;
    readonly title: string;
    readonly offers: readonly {
      readonly domain: string;
      readonly image: string;
      readonly words: string;
      readonly isChosen: boolean;
    }[];
  } | null;
  /** Where an existing server is set otherwise. */
  readonly options: string | null;
}

export interface QuickNotebookData {
  readonly action: string;
  readonly xsrf: string;
}

/** Pages of administrators read what they show by the API. */
export interface AdminData {
  readonly xsrf: string;
}

/** Every page of the hub and what it shows. */
export interface PageData {
  'sign-in': SignInData;
  home: HomeData;
  'start-server': StartServerData;
  'start-progress': StartProgressData;
  'server-options': ServerOptionsData;
  tokens: TokensData;
  problem: ProblemData;
  authorize: AuthorizeData;
  'confirm-email': ConfirmEmailData;
  'app-link': AppLinkData;
  'quick-notebook': QuickNotebookData;
  'admin-access': AdminData;
  'admin-announcements': AdminData;
  'admin-activity': AdminData;
  'admin-servers': AdminData;
  'admin-compute': AdminData;
  'admin-usage': AdminData;
  link: LinkData;
  'link-password': LinkPasswordData;
  guide: GuideData;
}

export type PageName = keyof PageData;
