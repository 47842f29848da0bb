<?php
declare(strict_types=1);
$wsdl = getenv('DESK_URL') . (getenv('DESK_SOAP') === '1.2' ? '?wsdl=soap12' : '?wsdl');
$desk = new SoapClient($wsdl, [
    'soap_version' => getenv('DESK_SOAP') === '1.2' ? SOAP_1_2 : SOAP_1_1,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'exceptions' => true,
]);
$desk->Ping(['text' => '你好 😀']);
echo "PASS Ping\n";
