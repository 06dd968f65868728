/** The options of the rules about edits, which are the same for both. */
import type { JSONSchema4 } from '@typescript-eslint/utils/json-schema';
import { type DifferenceId, DIFFERENCE_IDS } from './difference-text.ts';

export interface EditOptions {
  readonly closedExecutions: boolean;
  readonly checkPinned: boolean;
  readonly ignore: readonly DifferenceId[];
}

export const DEFAULT_EDIT_OPTIONS: EditOptions = { closedExecutions: false, checkPinned: false, ignore: [] };

/** The JSON schema of `EditOptions`. */
export const EDIT_OPTIONS_SCHEMA: JSONSchema4 = {
  type: 'object',
  properties: {
    closedExecutions: {
      type: 'boolean',
      description: 'Report what only the replay of finished executions shows, such as an activity added at the end.',
    },
    checkPinned: {
      type: 'boolean',
      description: 'Compare workflows that Worker Versioning pins to their version.',
    },
    ignore: {
      type: 'array',
      description: 'Kinds of differences that are not reported.',
      items: { type: 'string', enum: [...DIFFERENCE_IDS] },
      uniqueItems: true,
    },
  },
  additionalProperties: false,
};
