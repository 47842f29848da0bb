<?php
/** What a program in PHP needs besides SoapClient: how to connect, log in, read lists, tell refusals apart. */
declare(strict_types=1);

// snippet: connect
const DESK = 'urn:soapdesk:v1';

/** Reads the WSDL. '/DataSetService' is the service of DataSets, '' is everything else. */
function connect(string $service = '', array $options = []): SoapClient
{
    $soap12 = getenv('DESK_SOAP') === '1.2';
    $authority = getenv('DESK_AUTHORITY'); // Over https, if PHP does not trust the server's authority anyway.
    return new SoapClient(getenv('DESK_URL') . $service . ($soap12 ? '?wsdl=soap12' : '?wsdl'), [
        'soap_version' => $soap12 ? SOAP_1_2 : SOAP_1_1,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS, // A list of one is an array like any other.
        'stream_context' => stream_context_create(['ssl' => $authority ? ['cafile' => $authority] : []]),
        ...$options,
    ]);
}
// end snippet

// snippet: log in
/** Returns the token of a new session. */
function logIn(string $username, string $password): string
{
    return connect()->Login(['username' => $username, 'password' => $password])->LoginResult->token;
}

/** Sends the token with every further call. */
function withSession(string $token, string $service = ''): SoapClient
{
    $desk = connect($service);
    $desk->__setSoapHeaders(new SoapHeader(DESK, 'SessionHeader', ['token' => $token]));
    return $desk;
}
// end snippet

// snippet: password
/** Sends a user name and password with every call instead, as HTTP Basic; the desk takes them over https only. */
function withPassword(string $username, string $password): SoapClient
{
    return connect(options: ['login' => $username, 'password' => $password]);
}
// end snippet

// snippet: submit
function submitWithFile(SoapClient $desk, string $title, string $content, string $path): stdClass
{
    return $desk->SubmitEvent([
        'title' => $title,
        'content' => $content,
        'priority' => 'high',
        'attachments' => ['NewAttachment' => [[
            'fileName' => basename($path),
            'mediaType' => 'application/octet-stream',
            'content' => file_get_contents($path), // SoapClient writes base64, and reads it.
        ]]],
        'requestId' => bin2hex(random_bytes(16)), // Sent again after a broken connection it happens once.
    ])->SubmitEventResult;
}
// end snippet

// snippet: pages
/** Reads a list to its end, a page at a time. */
function allEvents(SoapClient $desk, array $filter, int $size = 50): Generator
{
    $page = ['size' => $size];
    do {
        $list = $desk->ListEvents([
            'filter' => $filter,
            'sort' => ['key' => 'submitted', 'descending' => false],
            'page' => $page,
        ])->ListEventsResult;
        foreach ($list->events->EventSummary ?? [] as $event) {
            yield $event;
        }
        $page['cursor'] = $list->nextCursor ?? null;
    } while ($page['cursor'] !== null);
}
// end snippet

// snippet: upload
/** Attaches a file of any size, in parts. After a broken connection GetUpload tells how far it has come. */
function upload(SoapClient $desk, int $eventId, string $path): stdClass
{
    $upload = $desk->BeginUpload([
        'eventId' => $eventId,
        'fileName' => basename($path),
        'mediaType' => 'application/octet-stream',
        'size' => filesize($path),
    ])->BeginUploadResult;
    $file = fopen($path, 'rb');
    while ($upload->receivedBytes < $upload->size) {
        $upload = $desk->UploadPart([
            'uploadId' => $upload->id,
            'offset' => $upload->receivedBytes,
            'content' => fread($file, $upload->partBytes),
        ])->UploadPartResult;
    }
    fclose($file);
    $digest = hash_file('sha256', $path, true);
    return $desk->FinishUpload(['uploadId' => $upload->id, 'sha256' => $digest])->FinishUploadResult;
}
// end snippet

// snippet: download
/** Saves a file of any size: an answer carries a part of it. */
function saveAttachment(SoapClient $desk, int $attachmentId, string $path): void
{
    $file = fopen($path, 'wb');
    do {
        $part = $desk->GetAttachment([
            'attachmentId' => $attachmentId, 'offset' => ftell($file), 'length' => 4 * 1024 * 1024,
        ])->GetAttachmentResult;
        fwrite($file, $part->content);
    } while (ftell($file) < $part->attachment->size);
    fclose($file);
    if (hash_file('sha256', $path, true) !== $part->attachment->sha256) {
        throw new RuntimeException("{$part->attachment->fileName} arrived damaged");
    }
}
// end snippet

// snippet: refusal
/** Returns what the desk says about a refusal; what is none (a broken connection, a mistake of ours) is thrown on. */
function refusal(SoapFault $fault): stdClass
{
    $told = $fault->detail->ServiceFault ?? throw $fault;
    // SoapClient leaves the members of a detail as text, and "false" as text is true.
    return (object) [
        'code' => $told->code,
        'message' => $told->message,
        'field' => $told->field ?? null,
        'retryable' => $told->retryable === 'true',
        'correlationId' => $told->correlationId,
    ];
}
// end snippet

// snippet: handle
/** Gives the caller another name, unless the account has changed since it was read. */
function renameMe(SoapClient $desk, stdClass $user, string $name): string
{
    try {
        $desk->UpdateProfile(['expectedVersion' => $user->version, 'displayName' => $name]);
        return 'done';
    } catch (SoapFault $fault) {
        $refusal = refusal($fault);
        return match ($refusal->code) {
            'CONFLICT' => 'read it again, and decide again',
            'SESSION_EXPIRED' => 'log in again',
            default => ($refusal->field ?? 'request') . ": $refusal->message (call $refusal->correlationId)",
        };
    }
}
// end snippet

// snippet: dates
/** As xs:dateTime with its offset; the desk converts it to UTC. */
function written(DateTimeInterface $instant): string
{
    return $instant->format('Y-m-d\TH:i:s.uP');
}

/** Answers are in UTC; null where there is no date. */
function instant(?string $written): ?DateTimeImmutable
{
    return $written === null ? null : new DateTimeImmutable($written);
}
// end snippet
