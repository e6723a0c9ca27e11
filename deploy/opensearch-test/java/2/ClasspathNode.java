import java.util.List;

import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** A node of 2.x with modules from the class path, as its distribution has them. */
final class ClasspathNode extends Node {

    ClasspathNode(Environment environment) throws ClassNotFoundException {
        super(
            environment,
            List.of(
                module("org.opensearch.transport.Netty4Plugin"),
                module("org.opensearch.analysis.common.CommonAnalysisPlugin"),
                module("org.opensearch.painless.PainlessPlugin"),
                module("org.opensearch.index.mapper.MapperExtrasPlugin")
            ),
            true
        );
    }

    private static Class<? extends Plugin> module(String name) throws ClassNotFoundException {
        return Class.forName(name).asSubclass(Plugin.class);
    }
}
