/* How many SMS a text costs: the same as messages/rules/segments.py and render.py, which decide. */
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENSION = new Set("\f^{}\\[~]|€");
const LIMITS = { "GSM-7": [160, 153], "UCS-2": [70, 67] };
const PLAIN = { "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "…": "...", "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " " };
const PLAIN_SIGNS = new RegExp(Object.keys(PLAIN).join("|"), "g");
const QUOTED = /«[ \u00a0\u202f]?|[ \u00a0\u202f]?»/g;
const FRENCH_HOUR = /(?<![\p{L}\p{N}_])(\p{Nd}{1,2}) h(?: (\p{Nd}\p{Nd}))?(?![\p{L}\p{N}_])/gu;
const ISOLATED = /\u2068[^\u2069]*\u2069|(?<![A-Za-z])(?:AHU(?![\p{L}\p{N}_])|\+?\p{Nd}+(?:[ .:/-]\p{Nd}+)*)/gu;

const many = (text, signs) => (text.match(signs) ?? []).length;

/* "ar" for a text mostly in Arabic letters, else "fr". */
export function writtenIn(text) {
  return many(text, /[\u0600-\u06ff]/g) > many(text, /[a-zà-ÿ]/gi) ? "ar" : "fr";
}

/* A text as it leaves by SMS. */
export function leaves(typed) {
  const text = typed.replaceAll("\r\n", "\n").trim();
  const plain = text.replace(QUOTED, '"').replace(PLAIN_SIGNS, (sign) => PLAIN[sign]);
  if (writtenIn(text) === "fr") return plain.replace(FRENCH_HOUR, (_, hour, minutes) => `${hour}h${minutes ?? ""}`);
  return plain.replace(ISOLATED, (found) => `\u2068${found.replace(/^[\u2068\u2069]+|[\u2068\u2069]+$/g, "")}\u2069`);
}

/* Encoding, characters, units, segments, and the characters that force the dearer encoding. */
export function measure(text) {
  const signs = [...text];
  const costly = [...new Set(signs.filter((sign) => !BASIC.has(sign) && !EXTENSION.has(sign)))];
  const encoding = costly.length ? "UCS-2" : "GSM-7";
  const sizes = signs.map((sign) => (encoding === "GSM-7" ? (EXTENSION.has(sign) ? 2 : 1) : sign.length));
  const [alone, shared] = LIMITS[encoding];
  let units = 0, segments = 1, filled = 0;
  for (const size of sizes) {
    units += size;
    if (filled + size > shared) { segments += 1; filled = 0; }
    filled += size;
  }
  return { encoding, characters: signs.length, units, segments: units <= alone ? 1 : segments, costly };
}
