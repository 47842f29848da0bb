// snippet: program
import { randomUUID } from 'node:crypto';
import soap from 'soap';

const person = { username: process.argv[2], password: 'seven quiet lanterns' };
try {
  const desk = await soap.createClientAsync(`${process.env.DESK_URL}?wsdl`);
  await desk.RegisterAsync({ ...person, displayName: '王小明', language: 'zh' });
  const [{ LoginResult: { token } }] = await desk.LoginAsync(person);
  desk.addSoapHeader({ SessionHeader: { token } }, '', 'tns', 'urn:soapdesk:v1');
  const [{ SubmitEventResult: event }] = await desk.SubmitEventAsync({
    title: '打印机卡纸', content: '每次打印第二页就卡纸。', requestId: randomUUID(),
  });
  console.log(event.id, event.status);
  await desk.WithdrawEventAsync({ eventId: event.id, expectedVersion: 99 });
} catch (error) {
  const told = error.root?.Envelope?.Body?.Fault?.detail?.ServiceFault;
  // What does not come from the desk (a broken connection, say) has other members, and the request with its session.
  console.log(told ? `${told.code}: ${told.message}` : error.message ?? error.response?.statusText);
}
// end snippet
