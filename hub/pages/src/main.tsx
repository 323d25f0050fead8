import { StrictMode, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';

import type { PageData } from '../../src/pages/page-data.js';
import '../style/index.css';
import { AccountPage } from './account/AccountPage.js';
import { AccessPage } from './admin/AccessPage.js';
import { ActivityPage } from './admin/ActivityPage.js';
import { AnnouncementsPage } from './admin/AnnouncementsPage.js';
import { ComputePage } from './admin/compute/ComputePage.js';
import { ServersPage } from './admin/servers/ServersPage.js';
import { UsagePage } from './admin/usage/UsagePage.js';
import { HomePage } from './home/HomePage.js';
import { HubApi } from './hub-api.js';
import { OptionsPage } from './servers/OptionsPage.js';
import { StartPage } from './start/StartPage.js';

type LivePage =
  | 'home'
  | 'start-progress'
  | 'server-options'
  | 'tokens'
  | 'admin-access'
  | 'admin-announcements'
  | 'admin-activity'
  | 'admin-servers'
  | 'admin-compute'
  | 'admin-usage';

const hubPath = document.body.dataset['hubPath'] ?? '/hub/';

const PAGES: { [P in LivePage]: (data: PageData[P]) => ReactElement } = {
  home: data => <HomePage data={data} api={new HubApi(hubPath, data.xsrf)} />,
  'start-progress': data => <StartPage data={data} api={new HubApi(hubPath, data.xsrf)} />,
  'server-options': data => <OptionsPage data={data} api={new HubApi(hubPath, data.xsrf)} />,
  tokens: data => <AccountPage data={data} api={new HubApi(hubPath, data.xsrf)} />,
  'admin-access': data => <AccessPage api={new HubApi(hubPath, data.xsrf)} />,
  'admin-announcements': data => <AnnouncementsPage api={new HubApi(hubPath, data.xsrf)} />,
  'admin-activity': data => <ActivityPage api={new HubApi(hubPath, data.xsrf)} />,
  'admin-servers': data => <ServersPage api={new HubApi(hubPath, data.xsrf)} />,
  'admin-compute': data => <ComputePage api={new HubApi(hubPath, data.xsrf)} />,
  'admin-usage': data => <UsagePage api={new HubApi(hubPath, data.xsrf)} />
};

const place = document.getElementById('page');
const block = document.getElementById('data');
if (place && block) {
  const page = PAGES[place.dataset['page'] as LivePage] as (data: unknown) => ReactElement;
  createRoot(place).render(
    <StrictMode>{page(JSON.parse(block.textContent ?? 'null'))}</StrictMode>
  );
}
