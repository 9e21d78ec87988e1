import ArgumentParser
import TestimonyVault
import Words

/// What `amanat age encrypt` and `decrypt` read and write.
struct AgePaths: ParsableArguments {
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp(Help.AgeCommand.output, value: Help.Values.file))
    var output: String?

    @Argument(help: ArgumentHelp(Help.AgeCommand.input))
    var input: String?

    /// Where bytes come from and go to.
    ///
    /// - Parameters:
    ///   - keys: files that are read besides, none of which may be the output.
    ///   - files: looks at them.
    func streams(
        beside keys: [String], _ files: AgeFiles
    ) throws -> (source: Input, target: Output) {
        let source = try CommonOptions.input(input)
        let target = try CommonOptions.output(output)
        try files.requireOutput(
            target, isNoneOf: try [source] + keys.map { try CommonOptions.input($0) })
        return (source, target)
    }
}
