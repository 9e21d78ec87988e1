import ArgumentParser
import TestimonyVault
import Words

/// `amanat age inspect`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: Help.Inspect.abstract.text()
    )

    @Argument(help: ArgumentHelp(Help.AgeCommand.input))
    var input: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let progress = options.progressLine()
        let inspection = try {
            defer { progress.end() }
            return try options.ageFiles(progress).inspect(try CommonOptions.input(input))
        }()
        if options.json {
            return Report.json(InspectionOutput(inspection: inspection))
        }
        Report.show(inspection)
    }
}
