/** The story of README.md beside this folder, told with the package soap. */
import { administrator, stranger } from './accounts.js';
import { assignment, conversation, customer } from './events.js';
import { data, figures } from './figures.js';
import { leaving, refusals } from './refusals.js';
import { chapter } from './telling.js';

/** Who and what the story is about; a chapter adds what later ones need. */
const story = {
  run: process.env.DESK_RUN,
  password: process.env.DESK_PASSWORD,
  newPassword: 'four green bicycles',
};
for (const tell of [
  stranger, administrator, customer, assignment, conversation, figures, data, refusals, leaving,
]) {
  await chapter(tell, story);
}
