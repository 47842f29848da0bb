package story;

import static story.Checks.check;
import static story.Checks.equal;

import desk.Language;

/** What somebody can do who has no account yet. */
final class Strangers {
    private final Story story;

    Strangers(Story story) {
        this.story = story;
    }

    void tell() {
        check("Ping", () -> echoes("hello"));
        check("chinese and emoji", () -> echoes("打印机卡纸 😀𠮷 é"));
        check("markup", () -> echoes("<b>&amp;\"'</b> ]]>"));
        check("white space", () -> echoes("  two\tparts\nand lines\r\nof others \n "));
        check("empty text", () -> echoes(""));
        check("absent text", () -> echoes(null));
        check("IsUsernameAvailable", () -> {
            equal(true, story.desk.isUsernameAvailable(story.run + ".customer"));
            equal(false, story.desk.isUsernameAvailable(System.getenv("DESK_ADMINISTRATOR")));
        });
        check("Register", () -> {
            story.customerAccount = story.desk.register(story.run + ".customer", story.password, "王小明 😀",
                    "wang@example.com", null, Language.ZH, Story.freshId());
            equal("王小明 😀", story.customerAccount.getDisplayName());
            equal("customer", story.customerAccount.getRole());
            equal(Language.ZH, story.customerAccount.getLanguage());
            equal(null, story.customerAccount.getPhone());
            story.customer = story.enter(story.run + ".customer");
        });
    }

    private void echoes(String text) throws Exception {
        equal(text, story.desk.ping(text).getText());
    }
}
