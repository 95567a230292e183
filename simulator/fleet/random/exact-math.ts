/**
 * Functions that `Math` has too, but leaves to the machine: their last bits differ between processors and engines. These
 * are made of additions, multiplications and divisions alone, whose every bit IEEE 754 prescribes and which JavaScript
 * never fuses, so that a draw rounds to the same microsecond everywhere.
 */

const LN_2 = Math.LN2;
const ROOT_OF_HALF = Math.SQRT1_2;

/** Reciprocals of the odd numbers: the series of the inverse hyperbolic tangent, to less than a bit for arguments to 0.172. */
const SERIES: readonly number[] = [
  1,
  1 / 3,
  1 / 5,
  1 / 7,
  1 / 9,
  1 / 11,
  1 / 13,
  1 / 15,
  1 / 17,
  1 / 19,
  1 / 21,
  1 / 23,
];

/** Natural logarithm of a number in (0, 1]. */
export function ln(value: number): number {
  let mantissa = value;
  let exponent = 0;
  while (mantissa < ROOT_OF_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  return exponent * LN_2 + 2 * ratio * polynomial(SERIES, ratio * ratio);
}

/** The point below which a standard normal value lies with a probability in (0, 1): Wichura's algorithm AS 241, PPND16. */
export function normalQuantile(probability: number): number {
  const fromCentre = probability - 0.5;
  if (fromCentre >= -0.425 && fromCentre <= 0.425) {
    const square = 0.180625 - fromCentre * fromCentre;
    return (fromCentre * polynomial(CENTRE_ABOVE, square)) / polynomial(CENTRE_BELOW, square);
  }
  // The square root is among the operations whose every bit IEEE 754 prescribes, and processors have it.
  const depth = Math.sqrt(-ln(fromCentre < 0 ? probability : 1 - probability));
  const distance =
    depth <= 5
      ? polynomial(SHOULDER_ABOVE, depth - 1.6) / polynomial(SHOULDER_BELOW, depth - 1.6)
      : polynomial(TAIL_ABOVE, depth - 5) / polynomial(TAIL_BELOW, depth - 5);
  return fromCentre < 0 ? -distance : distance;
}

/** Coefficients from the lowest power on. */
function polynomial(coefficients: readonly number[], at: number): number {
  let sum = 0;
  for (let index = coefficients.length - 1; index >= 0; index -= 1) sum = sum * at + (coefficients[index] ?? 0);
  return sum;
}

const CENTRE_ABOVE: readonly number[] = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.693765509461, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const CENTRE_BELOW: readonly number[] = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852855,
];
const SHOULDER_ABOVE: readonly number[] = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const SHOULDER_BELOW: readonly number[] = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const TAIL_ABOVE: readonly number[] = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const TAIL_BELOW: readonly number[] = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
