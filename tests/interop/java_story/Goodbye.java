package story;

import static story.Checks.check;
import static story.Checks.refused;

import desk.SessionHeader;

/** The customer logs out. */
final class Goodbye {
    private final Story story;

    Goodbye(Story story) {
        this.story = story;
    }

    void tell() {
        check("Logout", () -> {
            SessionHeader session = story.logIn(story.run + ".customer");
            story.desk.logout(session);
            refused("SESSION_EXPIRED", null, () -> story.desk.getCurrentUser(session));
        });
    }
}
