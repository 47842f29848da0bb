package desk;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.xml.ws.Endpoint;

/** Serves this peer: port, then the JDBC URL of the database. */
public final class Server {
    private static final int THREADS = 16;

    private Server() {
    }

    public static void main(String[] arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[1]);
        config.setMaximumPoolSize(THREADS);
        config.setAutoCommit(false);
        config.addDataSourceProperty("prepareThreshold", "1");
        config.addDataSourceProperty("options", "-c timezone=UTC");
        HikariDataSource pool = new HikariDataSource(config);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 128);
        server.setExecutor(threads);
        Endpoint.create(new DeskEndpoint(pool)).publish(server.createContext("/soap"));
        server.start();
    }
}
