import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;

/**
 * One node in this process: java -cp 'lib/*' Launcher HOME, where HOME/config holds opensearch.yml and log4j2.properties.
 *
 * The server's own entry point wants an unpacked distribution and refuses to run as root; a Node asks for neither.
 */
public final class Launcher {

    private static final long SECONDS_TO_CLOSE = 20;

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]).toAbsolutePath();
        Settings base = Settings.builder().put("path.home", home.toString()).build();
        LogConfigurator.registerErrorListener();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(base, Map.of(), home.resolve("config"), () -> "unnamed");
        LogConfigurator.setNodeName(Node.NODE_NAME_SETTING.get(environment.settings()));
        LogConfigurator.configure(environment);

        Node node = new ClasspathNode(environment);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, closed), "close"));
        try {
            node.start();
        } catch (Throwable failure) { // a port in use, say: other threads would keep half a node alive
            failure.printStackTrace();
            System.exit(1);
        }
        closed.await();
    }

    private static void close(Node node, CountDownLatch closed) {
        try {
            node.close();
            node.awaitClose(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (Exception failure) {
            failure.printStackTrace();
        } finally {
            closed.countDown();
        }
    }
}
