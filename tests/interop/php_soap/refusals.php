<?php
/** Chapters 8 and 9: refusals, and the end. */
declare(strict_types=1);

function refusals(Story $story): void
{
    $desk = $story->administrator;
    // SoapClient makes 0 of a text where a number belongs, and sends nothing where something is missing:
    // a SoapVar says what is to be sent instead.
    $text = new SoapVar('many', XSD_STRING);
    $nothing = new SoapVar('', XSD_ANYXML);
    refused('wrong type', 'INVALID_MESSAGE', 'userId', fn () => $desk->GetUser(['userId' => $text]));
    refused('missing element', 'INVALID_MESSAGE', 'userId', fn () => $desk->GetUser(['userId' => $nothing]));
    refused('out of range', 'INVALID_ARGUMENT', 'score', fn () => $story->customer->RateEvent([
        'eventId' => $story->event->id, 'expectedVersion' => $story->event->version, 'score' => 9,
    ]));
    $expired = withSession(getenv('DESK_EXPIRED_TOKEN'));
    refused('expired session', 'SESSION_EXPIRED', null, fn () => $expired->GetCurrentUser());
    refused('refused permission', 'PERMISSION_DENIED', null, fn () => $story->customer->ListUsers());
    refused('stale version', 'CONFLICT', 'expectedVersion', fn () => $story->customer->UpdateProfile([
        'expectedVersion' => $story->customerUser->version, 'displayName' => '王大明',
    ]));
    $done = renameMe($story->customer, $story->customerUser, '王大明');
    expect('stale version', 'read it again, and decide again', $done);
}

function refused(string $name, string $code, ?string $field, callable $call): void
{
    try {
        $call();
        echo "FAIL $name: not refused\n";
    } catch (SoapFault $fault) {
        $refusal = refusal($fault);
        $culprit = getenv('DESK_SOAP') === '1.2' ? 'soap:Sender' : 'soap:Client';
        expect($name, [$code, $field, false, 1, $culprit], [
            $refusal->code,
            $refusal->field,
            $refusal->retryable,
            preg_match('/^[0-9a-f]{16}$/', $refusal->correlationId),
            $fault->faultcode,
        ]);
    }
}

function leaving(Story $story): void
{
    $story->customer->Logout();
    refused('Logout', 'SESSION_EXPIRED', null, fn () => $story->customer->GetCurrentUser());
}
