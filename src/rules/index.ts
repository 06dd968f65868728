import type { Rule } from '../create-rule.ts';
import noAwaitedProxy from './no-awaited-proxy.ts';
import noContinueAsNewInTry from './no-continue-as-new-in-try.ts';
import noCryptoRandom from './no-crypto-random.ts';
import noDateNow from './no-date-now.ts';
import noFloatingCommands from './no-floating-commands.ts';
import noHostClock from './no-host-clock.ts';
import noHostLocale from './no-host-locale.ts';
import noIoGlobals from './no-io-globals.ts';
import noIoImports from './no-io-imports.ts';
import noLostUpdates from './no-lost-updates.ts';
import noMathRandom from './no-math-random.ts';
import noNondeterministicBuiltins from './no-nondeterministic-builtins.ts';
import noRawConcurrency from './no-raw-concurrency.ts';
import noReorderedActivities from './no-reordered-activities.ts';
import noSharedRealmState from './no-shared-realm-state.ts';
import noSideEffectsInQuery from './no-side-effects-in-query.ts';
import noSwallowedCancellation from './no-swallowed-cancellation.ts';
import noThrowInSignalHandler from './no-throw-in-signal-handler.ts';
import noUnpatchedConditions from './no-unpatched-conditions.ts';
import noUnstableIdempotencyKey from './no-unstable-idempotency-key.ts';
import requireApplicationFailure from './require-application-failure.ts';
import requireContinueAsNew from './require-continue-as-new.ts';
import requireEarlyHandlers from './require-early-handlers.ts';
import requireHandler from './require-handler.ts';
import requireHandlersFinished from './require-handlers-finished.ts';
import requireHeartbeat from './require-heartbeat.ts';
import requireIdempotencyKey from './require-idempotency-key.ts';
import requireNonCancellableCleanup from './require-non-cancellable-cleanup.ts';
import requireRetryPolicy from './require-retry-policy.ts';
import requireStartToCloseTimeout from './require-start-to-close-timeout.ts';
import serializablePayloads from './serializable-payloads.ts';
import validActivityOptions from './valid-activity-options.ts';
import validPatch from './valid-patch.ts';
import validSettings from './valid-settings.ts';

const all: readonly { readonly name: string }[] = [
  noAwaitedProxy,
  noContinueAsNewInTry,
  noCryptoRandom,
  noDateNow,
  noFloatingCommands,
  noHostClock,
  noHostLocale,
  noIoGlobals,
  noIoImports,
  noLostUpdates,
  noMathRandom,
  noNondeterministicBuiltins,
  noRawConcurrency,
  noReorderedActivities,
  noSharedRealmState,
  noSideEffectsInQuery,
  noSwallowedCancellation,
  noThrowInSignalHandler,
  noUnpatchedConditions,
  noUnstableIdempotencyKey,
  requireApplicationFailure,
  requireContinueAsNew,
  requireEarlyHandlers,
  requireHandler,
  requireHandlersFinished,
  requireHeartbeat,
  requireIdempotencyKey,
  requireNonCancellableCleanup,
  requireRetryPolicy,
  requireStartToCloseTimeout,
  serializablePayloads,
  validActivityOptions,
  validPatch,
  validSettings,
];

/** Every rule of the plugin, by its name. */
export const rules = Object.fromEntries(all.map((rule) => [rule.name, rule])) as unknown as Readonly<Record<string, Rule>>;
