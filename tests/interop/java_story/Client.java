package story;

import desk.SoapDeskSoap;

/** A client of the desk in Java: carries events through their life and calls every other operation. */
public final class Client {
    public static void main(String[] arguments) throws Exception {
        String url = System.getenv("DESK_URL");
        SoapDeskSoap desk = Ports.desk(url);
        Story story = new Story(desk, new DataSets(StandardPorts.dataSets(url)));
        new Strangers(story).tell();
        new Administration(story).tell();
        new Submitting(story).tell();
        new Assigning(story).tell();
        new Conversing(story).tell();
        new Figures(story).tell();
        new Data(story).tell();
        new Refusals(story).tell();
        new Goodbye(story).tell();
    }
}
