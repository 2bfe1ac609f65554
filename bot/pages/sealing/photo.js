// Photos made anew from their pixels, so that nothing else of them is left: no place, no time, no camera, no preview.
const TYPES = /^image\/(jpeg|png|webp|heic|heif|avif)$/; // moving pictures are not among them: only the first would stay
const MOST_PIXELS = 4096 * 4096; // some phones draw no more; a long screenshot keeps its size, for what counts is its area
const LONGEST_SIDE = 16384;
const QUALITY = 0.92;
const COLOURS = [[200, 30, 60], [20, 160, 90], [40, 80, 220]];
const NEARLY = 8;
// Markers of JPEG (ITU T.81, table B.1): the pixels begin; and segments of programs, but those that say how colours are coded.
const PIXELS = 0xda;
const NOTES = (marker) => (marker > 0xe0 && marker < 0xf0 && marker !== 0xee) || marker === 0xfe;

/** A photo as JPEG bytes, held as its camera was; null where this browser cannot read it, or not draw it truly. */
export async function redraw(file) {
  if (!TYPES.test(file.type) || !drawsTruly()) return null;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!picture) return null;
  const [width, height] = size(picture);
  const canvas = make(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  canvas.width = canvas.height = 0; // some phones keep it until then
  return blob && blob.type === "image/jpeg" ? bare(new Uint8Array(await blob.arrayBuffer())) : null;
}

/** A JPEG without what browsers write into it of their own accord, such as a profile that names them. */
async function bare(jpeg) {
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (jpeg[at] === 0xff && jpeg[at + 1] !== PIXELS) {
    const end = at + 2 + ((jpeg[at + 2] << 8) | jpeg[at + 3]);
    if (!NOTES(jpeg[at + 1])) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return new Uint8Array(await new Blob([...kept, jpeg.subarray(at)]).arrayBuffer());
}

function size({ width, height }) {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)), LONGEST_SIDE / Math.max(width, height));
  return [width, height].map((side) => Math.max(1, Math.floor(side * scale)));
}

/** Whether a canvas gives back what was drawn: against tracking, some browsers (Tor Browser) give noise instead. */
function drawsTruly() {
  const canvas = make(COLOURS.length, 1);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return false;
  COLOURS.forEach((colour, place) => {
    context.fillStyle = `rgb(${colour})`;
    context.fillRect(place, 0, 1, 1);
  });
  const seen = context.getImageData(0, 0, COLOURS.length, 1).data;
  return COLOURS.every((colour, place) => colour.every((part, index) => Math.abs(seen[4 * place + index] - part) <= NEARLY));
}

function make(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
