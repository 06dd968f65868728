import { ApplicationFailure, cancellationSignal } from '@temporalio/activity';

const baseUrl = process.env['SHOP_API'] ?? 'http://localhost:8080';

/**
 * Sends a request that changes something. The service recognises `idempotencyKey`, so an attempt that is
 * repeated after a lost answer changes nothing twice.
 */
export async function post<Result>(path: string, body: unknown, idempotencyKey: string): Promise<Result> {
  return request<Result>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
    body: JSON.stringify(body),
  });
}

export async function get<Result>(path: string): Promise<Result> {
  return request<Result>(path, { method: 'GET' });
}

async function request<Result>(path: string, init: RequestInit): Promise<Result> {
  const response = await fetch(`${baseUrl}${path}`, { ...init, signal: cancellationSignal() });
  if (response.ok) return (await response.json()) as Result;

  throw ApplicationFailure.create({
    message: `${init.method} ${path} answered ${response.status}`,
    type: response.status === 402 ? 'CardDeclined' : 'RequestFailed',
    // What the service refuses once, it refuses again.
    nonRetryable: response.status >= 400 && response.status < 500 && response.status !== 429,
  });
}
