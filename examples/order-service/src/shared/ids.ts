// Ids are made of the order's own id: a retried request or a second start then meets what is already there.

export const orderWorkflowId = (orderId: string) => `order-${orderId}`;
export const deliveryWorkflowId = (orderId: string) => `delivery-${orderId}`;
export const invoiceWorkflowId = (orderId: string) => `invoice-${orderId}`;
export const refundWorkflowId = (orderId: string) => `refund-${orderId}`;
export const basketWorkflowId = (basketId: string) => `basket-${basketId}`;
