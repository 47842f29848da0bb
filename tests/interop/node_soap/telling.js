/** How the client says what it found. */
import { isDeepStrictEqual } from 'node:util';

/** Says whether what was found is what was expected. */
export function expect(name, expected, found) {
  if (isDeepStrictEqual(expected, found)) {
    console.log(`PASS ${name}`);
  } else {
    console.log(`FAIL ${name}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  }
}

/** Tells one chapter; what stops it is said, and the next one is told. */
export async function chapter(tell, story) {
  try {
    await tell(story);
  } catch (error) {
    console.log(`FAIL ${tell.name}: ${error.stack.replaceAll('\n', ' ')}`);
  }
}
