/**
 * What the default payload converter makes of values that JSON does not carry.
 * Source: @temporalio/common 1.24.0, lib/converter/payload-converter.js (`DefaultPayloadConverter`: undefined, binary and JSON).
 */
export type PayloadFate =
  /** It cannot be converted: whoever sends it gets a `ValueError`. */
  | 'refused'
  /** It leaves nothing that can be read: as a whole it is refused where it arrives, as a property it is left out. */
  | 'nothing'
  /** It arrives as `{}`. */
  | 'empty'
  /** It arrives as a string. */
  | 'text'
  /** It arrives as an object with its fields, and without its methods. */
  | 'fields'
  /** It arrives as an object with its bytes by index; as a whole it is sent as it is. */
  | 'indexes';

/** What becomes of the objects of the language's classes. `Uint8Array` is carried as a whole, and not as a part of something else. */
export const PAYLOAD_CLASSES: Readonly<Record<string, PayloadFate>> = {
  AggregateError: 'empty',
  BigInt: 'refused',
  Date: 'text',
  Error: 'empty',
  EvalError: 'empty',
  Map: 'empty',
  RangeError: 'empty',
  ReadonlyMap: 'empty',
  ReadonlySet: 'empty',
  ReferenceError: 'empty',
  RegExp: 'empty',
  Set: 'empty',
  Symbol: 'nothing',
  SyntaxError: 'empty',
  TypeError: 'empty',
  URIError: 'empty',
  Uint8Array: 'indexes',
  WeakMap: 'empty',
  WeakSet: 'empty',
};

/** The option that names a module with a payload converter, and the one whose object may hold it. Source: @temporalio/common 1.24.0, lib/converter/data-converter.d.ts. */
export const PAYLOAD_CONVERTER_PATH = 'payloadConverterPath';
export const DATA_CONVERTER = 'dataConverter';
