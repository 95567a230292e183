/** Where a shard finds things in its container. */
export const INPUT_FOLDER = '/run/waspect/input';
export const ORDER_FOLDER = '/run/waspect/orders';
export const ORDER_FILE = 'order';
