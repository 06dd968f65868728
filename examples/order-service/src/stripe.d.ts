// The little of the payment provider's client that is used here, so that the example needs no further packages.
declare module 'stripe' {
  export default class Stripe {
    constructor(apiKey: string);
    readonly payouts: {
      create(payout: { amount: number; currency: string }, options?: { idempotencyKey?: string }): Promise<{ id: string }>;
    };
  }
}
