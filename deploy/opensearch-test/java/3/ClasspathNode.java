import java.util.List;

import org.opensearch.Version;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/** A node of 3.x with modules from the class path, as its distribution has them. */
final class ClasspathNode extends Node {

    ClasspathNode(Environment environment) {
        super(
            environment,
            List.of(
                module("org.opensearch.transport.Netty4ModulePlugin"),
                module("org.opensearch.analysis.common.CommonAnalysisModulePlugin"),
                module("org.opensearch.painless.PainlessModulePlugin"),
                module("org.opensearch.index.mapper.MapperExtrasModulePlugin")
            ),
            true
        );
    }

    private static PluginInfo module(String name) {
        String java = System.getProperty("java.specification.version");
        return new PluginInfo(name, "on the class path", Version.CURRENT.toString(), Version.CURRENT, java, name, null, List.of(), false);
    }
}
