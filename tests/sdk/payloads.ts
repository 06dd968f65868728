import type { temporal } from '@temporalio/proto';
import Long from 'long';

type IPayload = temporal.api.common.v1.IPayload;
type IPayloads = temporal.api.common.v1.IPayloads;
type IFailure = temporal.api.failure.v1.IFailure;

/** A protobuf timestamp or duration. */
interface SecondsAndNanos {
  seconds?: Long | null;
  nanos?: number | null;
}

/** An integer as protobuf wants it. */
export const long = (value: number): Long => Long.fromNumber(value);

/** Milliseconds, since the epoch or of a duration, as protobuf has them. */
export function timestamp(ms: number): { seconds: Long; nanos: number } {
  return { seconds: long(Math.floor(ms / 1000)), nanos: Math.round((ms % 1000) * 1e6) };
}

/** The milliseconds of a protobuf duration; 0 for none. */
export function milliseconds(duration: SecondsAndNanos | null | undefined): number {
  return Number(duration?.seconds ?? 0) * 1000 + (duration?.nanos ?? 0) / 1e6;
}

/** A value as the SDK's default converter writes it (`@temporalio/common`, converter/payload-converter.ts, 1.24.0). */
export function payload(value: unknown): IPayload {
  return value === undefined
    ? { metadata: { encoding: Buffer.from('binary/null') }, data: Buffer.alloc(0) }
    : { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(value)) };
}

export const payloads = (values: readonly unknown[]): IPayloads => ({ payloads: values.map(payload) });

/** The value of a payload; the payload itself where it is not JSON, `undefined` where there is none. */
export function payloadValue(from: IPayload | null | undefined): unknown {
  const encoding = from?.metadata?.['encoding'];
  if (!from || !encoding || Buffer.from(encoding).toString() === 'binary/null') return undefined;
  try {
    return JSON.parse(Buffer.from(from.data ?? []).toString());
  } catch {
    return from;
  }
}

export const payloadValues = (from: IPayloads | null | undefined): unknown[] => (from?.payloads ?? []).map(payloadValue);

/** What an activity or child workflow fails with. */
export function applicationFailure(message: string, type = 'Error', nonRetryable = false): IFailure {
  return { message, source: 'simulation', stackTrace: '', applicationFailureInfo: { type, nonRetryable } };
}

/** A failure and its causes on one line, outermost first: `Activity task failed <- CardError: declined`. */
export function failureText(failure: IFailure | null | undefined): string | null {
  if (!failure) return null;
  const type = failure.applicationFailureInfo?.type;
  const text = `${type && type !== 'Error' ? `${type}: ` : ''}${failure.message ?? ''}`;
  const cause = failureText(failure.cause);
  return cause === null ? text : `${text} <- ${cause}`;
}
