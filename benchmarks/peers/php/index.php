<?php
// The entry of every request: PHP's own SoapServer, made from the contract's WSDL, which it keeps in memory.
declare(strict_types=1);

require __DIR__ . '/Caller.php';
require __DIR__ . '/Desk.php';
require __DIR__ . '/Events.php';
require __DIR__ . '/Life.php';
require __DIR__ . '/Submission.php';
require __DIR__ . '/Tables.php';

$server = new SoapServer($_SERVER['DESK_WSDL'], [
    'cache_wsdl' => WSDL_CACHE_MEMORY,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'send_errors' => true,
]);
$server->setClass(Desk::class);
$server->handle();
