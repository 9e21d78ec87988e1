import ArgumentParser
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// What is to be attached: files, and folders whose files are.
struct AttachOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(Help.AttachOptions.attach, value: Help.Values.file))
    var attach: [String] = []

    @Flag(help: ArgumentHelp(Help.AttachOptions.yes))
    var yes = false

    /// The files, in the order in which they were named; those of a folder by their names.
    ///
    /// How many there are in a folder is said before they are taken; on a terminal a person is asked.
    ///
    /// - Throws: ``VaultError``: `refused` where a folder cannot be taken, or the person says no.
    func paths(_ common: CommonOptions) throws -> [FilePath] {
        var paths: [FilePath] = []
        for argument in attach {
            let path = FilePath(argument: argument)
            paths += argument.hasSuffix("/") ? try files(in: path, common) : [path]
        }
        return paths
    }

    /// The files of a folder, after saying how many there are.
    func files(in folder: FilePath, _ common: CommonOptions) throws -> [FilePath] {
        let found = try FolderFiles(in: folder)
        if !common.quiet { Report.leftOut(of: folder, found.leftOut) }
        if !yes, let terminal = common.terminal() {
            let question = Sentence.mayAttach(
                found.files.count, byteCount: found.byteCount, from: folder)
            guard let answer = terminal.ask(question) else {
                throw VaultError.interrupted
            }
            guard Answer.isYes(answer) else {
                throw VaultError(.refused, "nothingSealed", .nothingSealed)
            }
        } else if !common.quiet {
            Report.notice(
                .attaching(found.files.count, byteCount: found.byteCount, from: folder))
        }
        return found.files
    }
}
