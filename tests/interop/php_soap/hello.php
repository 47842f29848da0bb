<?php // snippet: program ?>
<?php
$person = ['username' => $argv[1], 'password' => 'seven quiet lanterns'];
$desk = new SoapClient(getenv('DESK_URL') . '?wsdl', ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
try {
    $desk->Register([...$person, 'displayName' => '王小明', 'language' => 'zh']);
    $token = $desk->Login($person)->LoginResult->token;
    $desk->__setSoapHeaders(new SoapHeader('urn:soapdesk:v1', 'SessionHeader', ['token' => $token]));
    $event = $desk->SubmitEvent([
        'title' => '打印机卡纸',
        'content' => '每次打印第二页就卡纸。',
        'requestId' => bin2hex(random_bytes(16)),
    ])->SubmitEventResult;
    echo "$event->id $event->status\n";
    $desk->WithdrawEvent(['eventId' => $event->id, 'expectedVersion' => 99]);
} catch (SoapFault $fault) {
    $told = $fault->detail->ServiceFault ?? throw $fault; // Not from the desk: a broken connection, say.
    echo "$told->code: $told->message\n";
}
// end snippet
