import desk.Event;
import desk.SoapDeskSoap_PortType;

/** Who takes part and what they have in hand; each chapter adds to it. */
final class Story {
    SoapDeskSoap_PortType customer;
    SoapDeskSoap_PortType administrator;
    SoapDeskSoap_PortType staff;
    long staffId;
    long secondStaffId;
    final Event[] events = new Event[6];

    public static void main(String[] arguments) throws Exception {
        Story story = new Story();
        People.register(story);
        People.administrate(story);
        Events.submit(story);
        Handling.assign(story);
        Handling.carryToTheEnd(story);
        Figures.read(story);
        Data.read(story);
        Refusals.meet(story);
        Refusals.leave();
    }
}
