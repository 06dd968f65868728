import { readSettings, type Settings } from '../settings.ts';

export interface FoundSettings {
  readonly settings: Settings;
  /** Why ESLint's configuration could not be read; null where it was, or where there is nothing to read it for. */
  readonly unread: string | null;
}

/**
 * The settings that ESLint's configuration has for files, given by absolute paths: those of the first file that it has settings of this
 * plugin for. ESLint is started as it would be in `cwd`. Never throws.
 */
export async function eslintSettings(files: readonly string[], cwd: string): Promise<FoundSettings> {
  const none = readSettings({ settings: {}, cwd });
  if (files.length === 0) return { settings: none, unread: null };
  try {
    const { loadESLint } = await import('eslint');
    const ESLint = await loadESLint();
    const eslint = new ESLint({ cwd });
    for (const file of files) {
      const config = (await eslint.calculateConfigForFile(file)) as { settings?: Record<string, unknown> } | undefined;
      const settings = config?.settings;
      if (settings?.['temporal-workflow'] !== undefined) return { settings: readSettings({ settings, cwd }), unread: null };
    }
    return { settings: none, unread: null };
  } catch (error) {
    const [firstLine = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { settings: none, unread: firstLine };
  }
}
