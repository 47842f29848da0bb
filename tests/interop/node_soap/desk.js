/** What a program in Node needs besides the package soap: how to connect, log in, read lists, tell refusals apart. */
// snippet: begin
import { createHash, randomUUID } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import soap from 'soap';

export const DESK = 'urn:soapdesk:v1';
// end snippet

// snippet: connect
/** Reads the WSDL. '/DataSetService' is the service of DataSets, '' is everything else. */
export function connect(service = '') {
  const soap12 = process.env.DESK_SOAP === '1.2';
  return soap.createClientAsync(`${process.env.DESK_URL}${service}?wsdl${soap12 ? '=soap12' : ''}`, {
    forceSoap12Headers: soap12,
    preserveWhitespace: true,
    handleNilAsNull: true, // Otherwise a null is left out, and in the rows of the data service it is lost.
    customDeserializer: {
      decimal: (text) => text, // A number would lose digits.
      base64Binary: (text) => Buffer.from(text, 'base64'),
    },
  });
}
// end snippet

// snippet: log in
/** Returns the token of a new session. */
export async function logIn(username, password) {
  const desk = await connect();
  const [{ LoginResult: session }] = await desk.LoginAsync({ username, password });
  return session.token;
}

/** Sends the token with every further call. */
export async function withSession(token, service = '') {
  const desk = await connect(service);
  desk.addSoapHeader({ SessionHeader: { token } }, '', 'tns', DESK); // 'tns' is the WSDL's prefix of this namespace.
  return desk;
}
// end snippet

// snippet: password
/** Sends a user name and password with every call instead, in a UsernameToken; the desk takes them over https only. */
export async function withPassword(username, password) {
  const desk = await connect();
  desk.setSecurity(new soap.WSSecurity(username, password, { hasNonce: true }));
  return desk;
}
// end snippet

// snippet: submit
export async function submitWithFile(desk, title, content, path) {
  const file = {
    fileName: basename(path),
    mediaType: 'application/octet-stream',
    content: (await readFile(path)).toString('base64'),
  };
  // Members go out in the order in which they stand here: it has to be that of the WSDL.
  const [{ SubmitEventResult: event }] = await desk.SubmitEventAsync({
    title,
    content,
    priority: 'high',
    attachments: { NewAttachment: [file] },
    requestId: randomUUID(), // Sent again after a broken connection it happens once.
  });
  return event;
}
// end snippet

// snippet: pages
/** Reads a list to its end, a page at a time. */
export async function* allEvents(desk, filter, size = 50) {
  let cursor;
  do {
    const [{ ListEventsResult: list }] = await desk.ListEventsAsync({
      filter,
      sort: { key: 'submitted', descending: false },
      page: { size, cursor },
    });
    yield* list.events?.EventSummary ?? [];
    cursor = list.nextCursor;
  } while (cursor);
}
// end snippet

// snippet: upload
/** Attaches bytes of any number, in parts. After a broken connection GetUpload tells how far it has come. */
export async function upload(desk, eventId, fileName, bytes) {
  let [{ BeginUploadResult: state }] = await desk.BeginUploadAsync({
    eventId, fileName, mediaType: 'application/octet-stream', size: bytes.length,
  });
  while (state.receivedBytes < state.size) {
    const offset = state.receivedBytes;
    const part = bytes.subarray(offset, offset + state.partBytes);
    [{ UploadPartResult: state }] = await desk.UploadPartAsync({
      uploadId: state.id, offset, content: part.toString('base64'),
    });
  }
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  const [{ FinishUploadResult: attachment }] = await desk.FinishUploadAsync({ uploadId: state.id, sha256 });
  return attachment;
}
// end snippet

// snippet: download
/** Saves a file of any size: an answer carries a part of it. */
export async function saveAttachment(desk, attachmentId, path) {
  const digest = createHash('sha256');
  const file = await open(path, 'w');
  let offset = 0;
  let part;
  do {
    [{ GetAttachmentResult: part }] = await desk.GetAttachmentAsync({
      attachmentId, offset, length: 4 * 1024 * 1024,
    });
    await file.write(part.content);
    digest.update(part.content);
    offset += part.content.length;
  } while (offset < part.attachment.size);
  await file.close();
  if (!digest.digest().equals(part.attachment.sha256)) throw new Error(`${part.attachment.fileName} arrived damaged`);
}
// end snippet

// snippet: refusal
/** What the desk says when it refuses a call. */
export class Refusal extends Error {
  constructor({ code, message, field, retryable, correlationId }, cause) {
    super(message, { cause });
    this.code = code;
    this.field = field;
    this.retryable = retryable === 'true'; // The members of a detail are text, and 'false' as text is true.
    this.correlationId = correlationId;
  }
}

/** Returns the refusal behind an error; what is none (a broken connection, a mistake of ours) is thrown on. */
export function refusal(error) {
  const fault = error.root?.Envelope?.Body?.Fault;
  const detail = fault?.detail ?? fault?.Detail; // SOAP 1.1, SOAP 1.2
  if (!detail?.ServiceFault) throw error;
  return new Refusal(detail.ServiceFault, error);
}
// end snippet

// snippet: handle
/** Gives the caller another name, unless the account has changed since it was read. */
export async function renameMe(desk, user, displayName) {
  try {
    await desk.UpdateProfileAsync({ expectedVersion: user.version, displayName });
    return 'done';
  } catch (error) {
    const { code, field, message, correlationId } = refusal(error);
    if (code === 'CONFLICT') return 'read it again, and decide again';
    if (code === 'SESSION_EXPIRED') return 'log in again';
    return `${field ?? 'request'}: ${message} (call ${correlationId})`;
  }
}
// end snippet

// snippet: dates
/** A Date itself would go out empty. */
export const written = (date) => date.toISOString();
// end snippet
