import * as activity from '@temporalio/activity';
import { ActivityCancellationType } from '@temporalio/workflow';
import { expect, it } from 'vitest';
import { ACTIVITY_ONLY, HEARTBEATS } from '../../src/temporal/activity-apis.ts';
import { CANCELLATION_TYPES } from '../../src/temporal/activity-options.ts';

/** What the activity package exports that works anywhere. */
const ANYWHERE = ['ApplicationFailure', 'CancelledFailure', 'CompleteAsyncError', 'asyncLocalStorage', 'setActivityOptions'];

it('knows every export of the activity package', () => {
  expect([...ACTIVITY_ONLY, ...ANYWHERE].sort()).toEqual(Object.keys(activity).filter((name) => name !== 'default' && name !== 'module.exports').sort());
});

it('names what throws outside of an activity', () => {
  const uses: Readonly<Record<string, () => unknown>> = {
    Context: (): unknown => activity.Context.current(),
    activityInfo: (): unknown => activity.activityInfo(),
    cancellationDetails: () => activity.cancellationDetails(),
    cancellationSignal: () => activity.cancellationSignal(),
    cancelled: (): Promise<unknown> => activity.cancelled(),
    getClient: (): unknown => activity.getClient(),
    heartbeat: () => activity.heartbeat(),
    log: (): unknown => activity.log.info(''),
    metricMeter: () => activity.metricMeter.createCounter('x').add(1),
    sleep: () => activity.sleep(1),
  };
  expect(Object.keys(uses).sort()).toEqual([...ACTIVITY_ONLY].sort());
  for (const [name, use] of Object.entries(uses)) expect(use, name).toThrow('Activity context not initialized');
});

it('knows where heartbeats are sent', () => {
  expect(HEARTBEATS).toEqual(['heartbeat', 'Context.current.heartbeat']);
  expect(() => activity.Context.current().heartbeat()).toThrow('Activity context not initialized');
});

it('knows the cancellation types', () => {
  expect([...CANCELLATION_TYPES].sort()).toEqual(Object.values(ActivityCancellationType).sort());
});
