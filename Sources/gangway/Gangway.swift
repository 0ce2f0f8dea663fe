import GangwayCLI

@main
enum Gangway {
    static func main() async {
        await GangwayCommand.main()
    }
}
