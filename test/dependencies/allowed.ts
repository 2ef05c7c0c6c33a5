/*
 * What may be among the packages of the lock file, and what was looked at and let pass, each with its reason. A new
 * licence or a new install script fails the tests until somebody has read it and written it down here.
 */

/** SPDX ids under which a package may be used anywhere: they ask for a notice at most. */
export const PERMISSIVE: readonly string[] = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
];

export interface Exception {
  /** Names of packages; `*` at the end stands for anything. */
  readonly packages: string;
  readonly because: string;
}

/** Licences that only tools of the development may have. */
export const DEVELOPMENT_ONLY: Readonly<Record<string, Exception>> = {
  'MPL-2.0': {
    packages: 'lightningcss*',
    because: 'Vite, under vitest, processes style sheets with it. Unchanged, never bundled, never handed on.',
  },
};

/** Packages that declare an install script, and why the project works without. */
export const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  esbuild:
    'checks that the program of the platform is there, which comes as a package of its own (@esbuild/…), and makes its start quicker',
};

/** Packages that are imported without being named in package.json. */
export const UNNAMED: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-env':
    'stands in for the provider chain of the SDK clients, which bring it in the version they were made with',
};
