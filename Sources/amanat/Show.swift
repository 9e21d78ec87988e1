import ArgumentParser
import TestimonyVault
import Words

/// `amanat show`
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: Help.Show.abstract.text(),
        discussion: Help.Show.discussion.text())

    @Argument(help: ArgumentHelp(Help.Show.id))
    var id: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let testimony = try vault.testimony(id)
        progress.end()
        if global.json {
            Report.json(testimony)
        } else {
            try Report.show(testimony, mayPage: !global.common.noInput)
        }
        try Report.requireNoDamage(testimony.damage)
    }
}
