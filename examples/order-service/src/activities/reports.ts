import { get, post } from './http.js';

export async function sumSales(): Promise<number[]> {
  return get<number[]>('/sales');
}

export async function sendReport(recipient: string, month: string, total: number): Promise<void> {
  await post('/reports', { recipient, month, total }, `report-${month}-${recipient}`);
}

export async function archiveReport(recipients: Map<string, string>): Promise<void> {
  await post('/archive', { recipients: Object.fromEntries(recipients) }, `archive-${recipients.size}`);
}
