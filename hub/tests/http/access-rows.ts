import { readFile, listEntries, makeFolder } from '../../contract/files.js';
import { createDownload } from '../../contract/downloads.js';
import { getTask, submitTask } from '../../contract/tasks.js';
import { listTrash, restoreFromTrash } from '../../contract/trash.js';
import { deleteImage, editImage, getImage } from '../../contract/images.js';
import { listImages } from '../../contract/compute.js';
import { getServerOptions } from '../../contract/server-options.js';
import * as dataVolumes from '../../contract/data-volumes.js';
import * as databases from '../../contract/databases.js';
import * as datasets from '../../contract/datasets.js';
import * as grants from '../../contract/grants.js';
import { listActivity } from '../../contract/activity.js';
import * as groups from '../../contract/groups.js';
import * as jobs from '../../contract/jobs.js';
import * as links from '../../contract/links.js';
import * as servers from '../../contract/servers.js';
import * as snapshots from '../../contract/snapshots.js';
import { search } from '../../contract/search.js';
import { getUpload } from '../../contract/uploads.js';
import {
  changeVolume,
  createVolume,
  deleteVolume,
  getVolume,
  listQuotas,
  listVolumes
} from '../../contract/volumes.js';
import type { Call, Ids, Row, ShownRow, ToldRow } from './access-world.js';

const get =
  (path: (ids: Ids) => string) =>
  (ids: Ids): Call => ({ method: 'GET', path: path(ids) });
const send =
  (method: string, path: (ids: Ids) => string, body?: (ids: Ids) => object) =>
  (ids: Ids): Call => ({ method, path: path(ids), ...(body ? { body: body(ids) } : {}) });

const group = ({ group: id }: Ids) => `/groups/${id}`;
const inGroup = (rest: string) => (ids: Ids) => `${group(ids)}/${rest}`;
const invitation = (answer: string) => (ids: Ids) => `/invitations/${ids.group}/${answer}`;
const onVolume = ({ volume }: Ids) => `resource=volume:${volume}`;
const put = (subject: (ids: Ids) => object, privileges: string[]) =>
  send(
    'PUT',
    () => '/grants',
    ids => ({
      resource: { kind: 'volume', id: ids.volume },
      subject: subject(ids),
      privileges
    })
  );
const toGroup = (ids: Ids) => ({ kind: 'group', id: ids.group });
const aLink = ({ link }: Ids) => `/links/${link}`;
const aJob = ({ job }: Ids) => `/jobs/${job}`;
const putOnJob = (subject: (ids: Ids) => object, privileges: string[]) =>
  send(
    'PUT',
    () => '/grants',
    ids => ({ resource: { kind: 'job', id: ids.job }, subject: subject(ids), privileges })
  );
const make = (access: string) =>
  send(
    'POST',
    () => '/servers',
    ({ volume }) => ({ name: 'gpu', volumes: [{ volume, access }] })
  );
const mount = (access: string) =>
  send(
    'POST',
    () => '/servers/default/mounts',
    ({ volume }) => ({ volume, access })
  );
const putOnRoot = (subject: (ids: Ids) => object, privileges: string[]) =>
  send(
    'PUT',
    () => '/grants',
    ids => ({ resource: { kind: 'root', id: ids.root }, subject: subject(ids), privileges })
  );
const aDatabase = ({ database }: Ids) => `/databases/${database}`;
const inDatabase = (what: string) => (ids: Ids) => `${aDatabase(ids)}/${what}`;
const query = (sql: string) => send('POST', inDatabase('query'), () => ({ sql }));
const importStars = (ids: Ids): Call => ({
  method: 'PUT',
  path: inDatabase('tables/stars')(ids),
  body: Buffer.from('name\nVega\n'),
  headers: { 'content-type': 'text/csv' }
});
const putOnDatabase = (subject: (ids: Ids) => object, privileges: string[]) =>
  send(
    'PUT',
    () => '/grants',
    ids => ({ resource: { kind: 'database', id: ids.database }, subject: subject(ids), privileges })
  );
const toStranger = () => ({ kind: 'user', id: 'stranger' });
const inVolume = (what: string, path: string) => (ids: Ids) => `/${what}/${ids.volume}/${path}`;
const submit = (more: (ids: Ids) => object) =>
  send(
    'POST',
    () => '/jobs',
    ids => ({ kind: 'notebook', notebook: { name: 'a.ipynb', content: NOTEBOOK }, ...more(ids) })
  );
/** Shared by its owner with the owner of the group, and with nobody else. */
const OF_MATE = 'Storage/mate/persistent';
const NOTEBOOK = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
/** Says which version it replaces, of what is not there. */
const replaceIndex = (): Call => ({
  method: 'PUT',
  path: `/data-set-indexes/${OF_MATE}`,
  body: { datasets: [] },
  headers: { 'if-match': '"1"' }
});
/** The public page of a link. */
const PAGE = { id: 'page' };

/** A group whose members read a volume of its owner. */
export const OF_A_GROUP: readonly Row[] = [
  // prettier-ignore
  ...([
    //                                                                owner admin member invited former stranger
    [groups.listGroups, get(() => '/groups'),                           200,  200,  200,  200,  200,  200],
    [groups.createGroup, send('POST', () => '/groups', () => ({ name: 'new' })), 201, 201, 201, 201, 201, 201],
    [groups.createGroup, send('POST', () => '/groups', () => ({ name: 'new', kind: 'scienceDomain' })), 403, 403, 403, 403, 403, 403],
    [groups.getGroup, get(group),                                       200,  200,  200,  200,  404,  404],
    [groups.editGroup, send('PATCH', group, () => ({ name: 'new' })),   200,  200,  403,  403,  404,  404],
    [groups.deleteGroup, send('DELETE', group),                         204,  403,  403,  403,  404,  404],
    [groups.handOverGroup, send('PUT', inGroup('owner'), () => ({ user: 'mate' })), 200, 403, 403, 403, 404, 404],
    [groups.listMembers, get(inGroup('members')),                       200,  200,  200,  403,  404,  404],
    [groups.inviteMembers, send('POST', inGroup('members'), () => ({ users: ['stranger'] })), 200, 200, 403, 403, 404, 404],
    [groups.changeMemberRole, send('PATCH', inGroup('members/mate'), () => ({ role: 'admin' })), 200, 200, 403, 403, 404, 404],
    [groups.changeMemberRole, send('PATCH', inGroup('members/owner'), () => ({ role: 'member' })), 409, 409, 403, 403, 404, 404],
    [groups.removeMember, send('DELETE', inGroup('members/mate')),      204,  204,  403,  403,  404,  404],
    [groups.removeMember, send('DELETE', inGroup('members/guest')),     204,  204,  403,  403,  404,  404],
    [groups.removeMember, send('DELETE', inGroup('members/owner')),     409,  409,  403,  403,  404,  404],
    [groups.joinGroup, send('POST', inGroup('join')),                   403,  403,  403,  403,  404,  404],
    [groups.leaveGroup, send('POST', inGroup('leave')),                 403,  204,  204,  403,  404,  404],
    [groups.listInvitations, get(() => '/invitations'),                 200,  200,  200,  200,  200,  200],
    [groups.acceptInvitation, send('POST', invitation('accept')),       404,  404,  404,  200,  404,  404],
    [groups.declineInvitation, send('POST', invitation('decline')),     404,  404,  404,  204,  404,  404],
    [groups.findUsers, get(() => '/users?q=o'),                         200,  200,  200,  200,  200,  200],
    [grants.listGrants, get(ids => `/grants?${onVolume(ids)}`),         200,  200,  200,  404,  404,  404],
    [grants.listGrants, get(ids => `/grants?group=${ids.group}`),       200,  200,  200,  403,  404,  404],
    [grants.listGrants, get(() => '/grants?user=me'),                   200,  200,  200,  200,  200,  200],
    [grants.putGrant, put(toStranger, ['read']),                        200,  403,  403,  404,  404,  404],
    [grants.putGrant, put(toGroup, ['read', 'write']),                  200,  403,  403,  404,  404,  404],
    [grants.putGrant, put(toGroup, []),                                 200,  200,  403,  404,  404,  404],
    [grants.putGrant, put(() => ({ kind: 'everyone', id: '' }), ['read']), 403, 403, 403, 404, 404, 404],
    [grants.explainAccess, get(ids => `/access?${onVolume(ids)}&privilege=read`), 200, 200, 200, 404, 404, 404],
    [snapshots.listSnapshots, get(ids => `/snapshots?volume=${ids.volume}`),      200,  200,  200,  404,  404,  404],
    [snapshots.makeSnapshot, send('POST', () => '/snapshots', ({ volume }) => ({ volume })), 202, 403, 403, 404, 404, 404],
    [servers.createServer, make('read'),                                201,  201,  201,  404,  404,  404],
    [servers.createServer, make('write'),                               201,  403,  403,  404,  404,  404],
    [servers.mountVolume, mount('read'),                                200,  200,  200,  404,  404,  404],
    [servers.mountVolume, mount('write'),                               200,  403,  403,  404,  404,  404],
    [servers.unmountVolume, send('DELETE', ids => `/servers/default/mounts/${ids.volume}`), 200, 404, 404, 404, 404, 404],
    [listVolumes, get(() => '/volumes'),                                200,  200,  200,  200,  200,  200],
    [getVolume, get(ids => `/volumes/${ids.volume}`),                   200,  200,  200,  404,  404,  404],
    [search, get(() => '/search?q=owner'),                              200,  200,  200,  200,  200,  200],
    [datasets.listDataSets, get(() => '/data-sets'),                    200,  200,  200,  200,  200,  200],
    [datasets.listDataSets, get(ids => `/data-sets?volume=${ids.volume}`), 200, 200, 200, 404, 404, 404],
    [datasets.readDataSetIndex, get(ids => `/data-set-indexes/${ids.volume}`), 200, 200, 200, 404, 404, 404],
    [datasets.writeDataSetIndex, send('PUT', ids => `/data-set-indexes/${ids.volume}`, () => ({ datasets: [] })), 200, 403, 403, 404, 404, 404],
    [dataVolumes.registerDataVolume, send('POST', () => '/admin/data-volumes', () => ({ name: 'sdss', directory: '/srv/sdss' })), 403, 403, 403, 403, 403, 403],
    [grants.listGrants, get(() => '/grants?user=me&kind=job&through=group&q=fit'), 200, 200, 200, 200, 200, 200],
    [listActivity, get(ids => `/activity?group=${ids.group}`),          200,  200,  200,  403,  404,  404],
    [links.listLinks, get(() => '/links'),                              200,  200,  200,  200,  200,  200],
    [links.makeLink, send('POST', () => '/links', ({ volume }) => ({ volume, path: 'precious.txt' })), 201, 403, 403, 404, 404, 404],
    [links.editLink, send('PATCH', aLink, () => ({ maxDownloads: 3 })), 200,  404,  404,  404,  404,  404],
    [links.revokeLink, send('DELETE', aLink),                           204,  404,  404,  404,  404,  404],
    [jobs.getJob, get(aJob),                                            200,  200,  200,  404,  404,  404],
    [jobs.readJobOutput, get(ids => `${aJob(ids)}/output/stdout`),      200,  200,  200,  404,  404,  404],
    [jobs.readJobFile, get(ids => `${aJob(ids)}/files/fit.png`),        200,  200,  200,  404,  404,  404],
    [jobs.listJobEntries, get(ids => `${aJob(ids)}/entries`),           200,  200,  200,  404,  404,  404],
    [jobs.editJob, send('PATCH', aJob, () => ({ name: 'new' })),        200,  404,  404,  404,  404,  404],
    [jobs.cancelJob, send('POST', ids => `${aJob(ids)}/cancel`),        409,  404,  404,  404,  404,  404],
    [jobs.rerunJob, send('POST', ids => `${aJob(ids)}/rerun`),          409,  404,  404,  404,  404,  404],
    [jobs.deleteJob, send('DELETE', aJob),                              409,  404,  404,  404,  404,  404],
    [grants.listGrants, get(ids => `/grants?resource=job:${ids.job}`),  200,  200,  200,  404,  404,  404],
    [grants.putGrant, putOnJob(toStranger, ['read']),                   200,  403,  403,  404,  404,  404],
    [grants.putGrant, putOnJob(toGroup, []),                            200,  200,  403,  404,  404,  404],
    [grants.putGrant, putOnJob(() => ({ kind: 'everyone', id: '' }), ['read']), 403, 403, 403, 404, 404, 404],
    [grants.explainAccess, get(ids => `/access?resource=job:${ids.job}&privilege=read`), 200, 200, 200, 404, 404, 404],
    [listQuotas, get(() => '/quotas'),                                  200,  200,  200,  200,  200,  200],
    [createVolume, send('POST', () => '/volumes', ({ root }) => ({ root, name: 'new' })), 201, 201, 201, 400, 400, 400],
    [grants.listGrants, get(ids => `/grants?resource=root:${ids.root}`), 200, 200, 200, 404, 404, 404],
    [grants.putGrant, putOnRoot(toStranger, ['use']),                   200,  403,  403,  404,  404,  404],
    [grants.putGrant, putOnRoot(toGroup, []),                           200,  200,  403,  404,  404,  404],
    [grants.putGrant, putOnRoot(() => ({ kind: 'everyone', id: '' }), ['use']), 403, 403, 403, 404, 404, 404],
    [grants.explainAccess, get(ids => `/access?resource=root:${ids.root}&privilege=use`), 200, 200, 200, 404, 404, 404],
    [readFile, get(inVolume('files', 'precious.txt')),                  200,  200,  200,  404,  404,  404],
    [listEntries, get(ids => `/entries/${ids.volume}`),                 200,  200,  200,  404,  404,  404],
    [makeFolder, send('POST', inVolume('folders', 'study'), () => ({ parents: false })), 409, 403, 403, 404, 404, 404],
    [createDownload, send('POST', () => '/downloads', ({ volume }) => ({ files: [{ volume, path: 'precious.txt' }] })), 201, 201, 201, 404, 404, 404],
    [submitTask, send('POST', () => '/tasks', ({ volume }) => ({ kind: 'delete', sources: [{ volume, path: 'precious.txt' }] })), 202, 403, 403, 404, 404, 404],
    [listTrash, get(ids => `/trash?volume=${ids.volume}`),              200,  403,  403,  404,  404,  404],
    [restoreFromTrash, send('POST', ids => `/trash/${ids.trash}/restore`, () => ({ conflict: 'fail' })), 409, 403, 403, 404, 404, 404],
    [snapshots.listSnapshotEntries, get(ids => `/snapshots/${ids.snapshot}/entries`), 200, 200, 200, 404, 404, 404],
    [snapshots.restoreSnapshot, send('POST', ids => `/snapshots/${ids.snapshot}/restore`, () => ({ path: 'precious.txt' })), 202, 403, 403, 404, 404, 404],
    [datasets.getDataSet, get(ids => `/data-sets/${ids.dataSet}`),      200,  200,  200,  404,  404,  404],
    [changeVolume, send('PATCH', ids => `/volumes/${ids.volume}`, () => ({ title: 'New' })), 200, 403, 403, 404, 404, 404],
    [changeVolume, send('PATCH', ids => `/volumes/${ids.dataVolume}`, () => ({ title: 'New' })), 403, 403, 403, 404, 404, 404],
    [deleteVolume, send('DELETE', ids => `/volumes/${ids.volume}`),     409,  403,  403,  404,  404,  404],
    [editImage, send('PATCH', ids => `/images/${ids.image}`, () => ({ title: 'New' })), 200, 403, 403, 404, 404, 404],
    [getImage, get(ids => `/images/${ids.image}`),                      200,  200,  200,  404,  404,  404],
    [listImages, get(() => '/images?domain=large'),                     200,  200,  200,  404,  404,  404],
    [servers.createServer, send('POST', () => '/servers', ({ volume }) => ({ name: 'third', volumes: [{ volume, access: 'read' }] })), 201, 201, 201, 404, 404, 404],
    [servers.createServer, send('POST', () => '/servers', ({ volume }) => ({ name: 'third', volumes: [{ volume, access: 'write' }] })), 201, 403, 403, 404, 404, 404],
    [jobs.submitJob, submit(({ volume }) => ({ volumes: [{ volume, access: 'read' }] })), 201, 201, 201, 404, 404, 404],
    [jobs.submitJob, submit(({ volume }) => ({ volumes: [{ volume, access: 'write' }] })), 201, 403, 403, 404, 404, 404],
    [jobs.submitJob, submit(({ volume }) => ({ notebook: { volume, path: 'study/fit.ipynb' } })), 201, 201, 201, 404, 404, 404],
    [jobs.submitJob, submit(() => ({})),                                201,  201,  201,  201,  201,  201],
    [datasets.writeDataSetIndex, replaceIndex,                          412,  404,  404,  404,  404,  404],
    [deleteImage, send('DELETE', ids => `/images/${ids.image}`),        204,  403,  403,  404,  404,  404],
    [getTask, get(ids => `/tasks/${ids.task}`),                         200,  404,  404,  404,  404,  404],
    [getUpload, get(ids => `/uploads/${ids.upload}`),                   200,  404,  404,  404,  404,  404],
    [databases.listDatabases, get(() => '/databases'),                  200,  200,  200,  200,  200,  200],
    [databases.createDatabase, send('POST', () => '/databases', () => ({ name: 'new' })), 201, 201, 201, 201, 201, 201],
    [databases.getDatabase, get(aDatabase),                             200,  200,  200,  404,  404,  404],
    [databases.getDatabaseSchema, get(inDatabase('schema')),            200,  200,  200,  404,  404,  404],
    [databases.queryDatabase, query('SELECT * FROM stars'),             200,  200,  200,  404,  404,  404],
    [databases.queryDatabase, query("INSERT INTO stars VALUES ('Vega')"), 200, 403, 403, 404, 404, 404],
    [databases.queryDatabase, query('WITH a AS (SELECT 1) DELETE FROM stars'), 200, 403, 403, 404, 404, 404],
    [databases.queryDatabaseAsCsv, send('POST', inDatabase('query/csv'), () => ({ sql: 'SELECT 1' })), 200, 200, 200, 404, 404, 404],
    [databases.importTable, importStars,                                409,  403,  403,  404,  404,  404],
    [databases.changeDatabase, send('PATCH', aDatabase, () => ({ description: 'New' })), 200, 403, 403, 404, 404, 404],
    [databases.deleteDatabase, send('DELETE', aDatabase),               204,  403,  403,  404,  404,  404],
    [grants.listGrants, get(ids => `/grants?resource=database:${ids.database}`), 200, 200, 200, 404, 404, 404],
    [grants.putGrant, putOnDatabase(toStranger, ['read']),              200,  403,  403,  404,  404,  404],
    [grants.putGrant, putOnDatabase(toGroup, []),                       200,  200,  403,  404,  404,  404],
    [grants.explainAccess, get(ids => `/access?resource=database:${ids.database}&privilege=read`), 200, 200, 200, 404, 404, 404],
    [grants.putGrant, send('PUT', () => '/grants', ids => ({ resource: { kind: 'volume', id: 'Storage/invited/persistent' }, subject: toGroup(ids), privileges: ['read'] })), 404, 404, 404, 403, 404, 404],
  ] as const)
];

/** The same of a science domain: seen and joined by anybody. */
export const OF_A_SCIENCE_DOMAIN: readonly Row[] = [
  // prettier-ignore
  ...([
    //                                                                owner admin member invited former stranger
    [groups.getGroup, get(group),                                       200,  200,  200,  200,  200,  200],
    [groups.editGroup, send('PATCH', group, () => ({ name: 'new' })),   200,  200,  403,  403,  403,  403],
    [groups.deleteGroup, send('DELETE', group),                         204,  403,  403,  403,  403,  403],
    [groups.handOverGroup, send('PUT', inGroup('owner'), () => ({ user: 'mate' })), 200, 403, 403, 403, 403, 403],
    [groups.listMembers, get(inGroup('members')),                       200,  200,  200,  200,  200,  200],
    [groups.inviteMembers, send('POST', inGroup('members'), () => ({ users: ['stranger'] })), 200, 200, 403, 403, 403, 403],
    [groups.changeMemberRole, send('PATCH', inGroup('members/mate'), () => ({ role: 'admin' })), 200, 200, 403, 403, 403, 403],
    [groups.removeMember, send('DELETE', inGroup('members/mate')),      204,  204,  403,  403,  403,  403],
    [groups.joinGroup, send('POST', inGroup('join')),                   403,  403,  403,  200,  200,  200],
    [groups.leaveGroup, send('POST', inGroup('leave')),                 403,  204,  204,  403,  403,  403],
    [groups.acceptInvitation, send('POST', invitation('accept')),       404,  404,  404,  200,  404,  404],
    [groups.declineInvitation, send('POST', invitation('decline')),     404,  404,  404,  204,  404,  404],
    [grants.listGrants, get(ids => `/grants?group=${ids.group}`),       200,  200,  200,  200,  200,  200],
    [grants.putGrant, put(toGroup, ['read', 'write']),                  200,  403,  403,  404,  404,  404],
    [grants.putGrant, put(toGroup, []),                                 200,  200,  403,  404,  404,  404],
    [grants.listGrants, get(ids => `/grants?${onVolume(ids)}`),         200,  200,  200,  404,  404,  404],
    [getVolume, get(ids => `/volumes/${ids.volume}`),                   200,  200,  200,  404,  404,  404],
    [listActivity, get(ids => `/activity?group=${ids.group}`),          200,  200,  200,  403,  403,  403],
    [jobs.getJob, get(aJob),                                            200,  200,  200,  404,  404,  404]
  ] as const)
];

/** What stands in whose answer: lists are answered to everybody, with what each may see. */
export const SHOWN: readonly ShownRow[] = [
  // prettier-ignore
  ...([
    //                                                                            owner  admin  member invited former stranger
    [listVolumes, get(() => '/volumes'), (ids: Ids) => ids.volume,                        true,  true,  true,  false, false, false],
    [listVolumes, get(() => '/volumes?kind=data'), (ids: Ids) => ids.dataVolume,          true,  true,  true,  false, false, false],
    [getVolume, get(ids => `/volumes/${ids.volume}`), '"privileges":["read"]',     false, true,  true,  false, false, false],
    [getServerOptions, get(() => '/server-options'), (ids: Ids) => ids.volume,            true,  true,  true,  false, false, false],
    [getServerOptions, get(() => '/server-options'), '"owner":"owner","access":"read"', false, true, true, false, false, false],
    [servers.listServers, get(() => '/servers'), '"withdrawn"',                    false, false, false, false, true,  false],
    [listVolumes, get(() => '/volumes?q=storage/owner'), '"privileges":["read"]', false, true,  true,  false, false, false],
    [search, get(() => '/search?q=closed&kind=volume'), (ids: Ids) => ids.dataVolume, true, true, true,  false, false, false],
    [datasets.listDataSets, get(() => '/data-sets'), 'Comets',                     true,  true,  true,  false, false, false],
    [servers.getServer, get(() => '/servers/default'), (ids: Ids) => ids.dataVolume, true, true, true, false, false, false],
    [grants.listGrants, get(ids => `/grants?resource=job:${ids.job}`), '"mate"',   true,  false, false, false, false, false],
    [grants.listGrants, get(ids => `/grants?resource=root:${ids.root}`), '"id":"owner"', true, false, false, false, false, false],
    [search, get(() => '/search?q=persistent&kind=volume'), (ids: Ids) => ids.volume,     true,  true,  true,  false, false, false],
    [datasets.listDataSets, get(() => '/data-sets'), 'Moons',                      true,  true,  true,  false, false, false],
    [listTrash, get(() => '/trash'), (ids: Ids) => ids.trash,                             true,  false, false, false, false, false],
    [listImages, get(() => '/images'), '"licensed"',                               true,  true,  true,  false, false, false],
    [listQuotas, get(() => '/quotas'), '"Fast"',                                   true,  true,  true,  false, false, false],
    [grants.listGrants, get(ids => `/grants?resource=volume:${ids.volume}`), '"mate"', true, false, false, false, false, false],
    [grants.explainAccess, get(ids => `/access?resource=volume:${ids.volume}&privilege=write`), '"allowed":true', true, false, false, false, false, false],
    [jobs.getJob, get(ids => `/jobs/${ids.jobElsewhere}`), 'Storage/mate/persistent', true, false, false, false, false, false],
    [jobs.readJobFile, get(ids => `/jobs/${ids.jobElsewhere}/files/fit.png`), 'a picture', true, false, false, false, false, false],
    [getServerOptions, get(() => '/server-options'), '"kind":"shared"',            true,  true,  true,  false, false, false],
    [snapshots.restoreSnapshot, send('POST', ids => `/snapshots/${ids.snapshot}/restore`, () => ({ path: 'nothing.txt' })), 'in the snapshot', true, false, false, false, false, false],
    [databases.listDatabases, get(() => '/databases'), (ids: Ids) => ids.database, true,  true,  true,  false, false, false],
    [databases.listDatabases, get(() => '/databases?kind=shared'), '"privileges":["read"]', false, true, true, false, false, false],
    [grants.listGrants, get(ids => `/grants?resource=database:${ids.database}`), '"mate"', true, false, false, false, false, false],
    [databases.getDatabase, get(aDatabase), '"privileges":["read"]',               false, true,  true,  false, false, false],
    [PAGE, ({ pageOfLink }: Ids) => ({ method: 'GET', path: pageOfLink }), 'precious.txt', false, false, false, false, false, false]
  ] as const)
];

/** Whom an event tells of what the owner or an administrator does. */
export const TOLD: readonly ToldRow[] = [
  // prettier-ignore
  ...([
    //                                                                            owner  admin  member invited former stranger
    [changeVolume, send('PATCH', ids => `/volumes/${ids.volume}`, () => ({ title: 'New' })), 'owner', '"type":"volume"', true, true, true, false, false, false],
    [changeVolume, send('PATCH', ids => `/volumes/${ids.volume}`, () => ({ title: 'New' })), 'owner', '"privileges":["read"]', false, true, true, false, false, false],
    [grants.putGrant, put(toStranger, ['read']), 'owner', '"privileges":["read"]', false, false, false, false, false, true],
    [dataVolumes.changeDataVolume, send('PATCH', ids => `/admin/data-volumes/${ids.dataVolumeId}`, () => ({ title: 'New' })), 'site', '"privileges":["read"]', false, true, true, false, false, false],
    [databases.changeDatabase, send('PATCH', aDatabase, () => ({ description: 'New' })), 'owner', '"type":"database"', true, true, true, false, false, false],
    [databases.changeDatabase, send('PATCH', aDatabase, () => ({ description: 'New' })), 'owner', '"privileges":["read"]', false, true, true, false, false, false],
    [databases.deleteDatabase, send('DELETE', aDatabase), 'owner', '"type":"databaseDeleted"', true, true, true, false, false, false],
    [grants.putGrant, putOnDatabase(toGroup, []), 'owner', '"type":"databaseDeleted"',      false, true,  true,  false, false, false],
    [grants.putGrant, putOnDatabase(toStranger, ['read']), 'owner', '"privileges":["read"]', false, false, false, false, false, true],
    [grants.putGrant, put(toGroup, []), 'owner', '"type":"volumeDeleted"',                  false, true,  true,  false, false, false],
    [grants.putGrant, put(() => ({ kind: 'user', id: 'member' }), ['read']), 'owner', '"type":"volume"', true, false, false, false, false, false],
    [grants.putGrant, put(toStranger, ['read']), 'owner', '"type":"volume"',                true,  false, false, false, false, true],
    [dataVolumes.changeDataVolume, send('PATCH', ids => `/admin/data-volumes/${ids.dataVolumeId}`, () => ({ title: 'New' })), 'site', '"type":"volume"', true, true, true, false, false, false]
  ] as const)
];
