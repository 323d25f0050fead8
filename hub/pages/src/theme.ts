import { addJupyterLabThemeChangeListener } from '@jupyter/web-components';

/** Gives the toolkit the colours of the page, again whenever the system turns from light to dark or back. */
export function followColourScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.body.dataset['jpThemeLight'] = String(!dark.matches);
    document.body.dataset['jpThemeName'] = dark.matches ? 'JupyterLab Dark' : 'JupyterLab Light';
  };
  apply();
  addJupyterLabThemeChangeListener();
  dark.addEventListener('change', apply);
}
