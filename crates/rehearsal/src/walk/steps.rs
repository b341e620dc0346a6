//! The steps in their order, and the one place where each is run, timed and reported.

use std::time::Instant;

use super::report::{Report, StepResult};
use super::{Options, Target};
use crate::people::{People, Person};
use crate::scim::{Auth, Connection, Dialect, Exchange, Provisioner, PushedGroup, ScimFailure};

/// Everything that an Okta admin would see happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    TestCredentials,
    ReadSchemas,
    Import,
    CreatePeople,
    FindPeople,
    ImportEveryone,
    Update,
    ClearValue,
    GiveRole,
    TakeRole,
    Deactivate,
    Reactivate,
    PushGroup,
    TakeMemberOut,
    UnknownMember,
    RenameGroup,
    EmptyGroup,
    DeleteGroup,
    WrongPassword,
    Duplicate,
    MissingFamilyName,
    SignIn,
    UniversalLogout,
    BackchannelLogout,
    DeactivatedRefused,
    UnassignedRefused,
    RotatedKeys,
    CleanUp,
}

impl Step {
    const PROVISIONING: [Self; 21] = [
        Self::TestCredentials,
        Self::ReadSchemas,
        Self::Import,
        Self::CreatePeople,
        Self::FindPeople,
        Self::ImportEveryone,
        Self::Update,
        Self::ClearValue,
        Self::GiveRole,
        Self::TakeRole,
        Self::Deactivate,
        Self::Reactivate,
        Self::PushGroup,
        Self::TakeMemberOut,
        Self::UnknownMember,
        Self::RenameGroup,
        Self::EmptyGroup,
        Self::DeleteGroup,
        Self::WrongPassword,
        Self::Duplicate,
        Self::MissingFamilyName,
    ];
    const SIGN_ON: [Self; 6] = [
        Self::SignIn,
        Self::UniversalLogout,
        Self::BackchannelLogout,
        Self::DeactivatedRefused,
        Self::UnassignedRefused,
        Self::RotatedKeys,
    ];

    /// The steps for this target.
    pub(super) fn all(target: &Target) -> Vec<Self> {
        let mut steps = Self::PROVISIONING.to_vec();
        if target.sign_in.is_some() {
            steps.extend(Self::SIGN_ON);
        } else {
            // Without sign-on the server is somebody's own, and what was made there is put away.
            steps.push(Self::CleanUp);
        }
        steps
    }

    fn title(self, users: usize) -> String {
        let people = if users == 1 {
            "1 person".to_owned()
        } else {
            format!("{users} people")
        };
        let title = match self {
            Self::TestCredentials => "Test API Credentials",
            Self::ReadSchemas => "Read what the server stores",
            Self::Import => "Import users",
            Self::CreatePeople => return format!("Create {people}"),
            Self::FindPeople => return format!("Find {people} again, the name in capitals"),
            Self::ImportEveryone => "Import users again, everyone among them",
            Self::Update => "Update a family name",
            Self::ClearValue => "Clear a title",
            Self::GiveRole => "Give an access role",
            Self::TakeRole => "Take the access role",
            Self::Deactivate => "Deactivate a person",
            Self::Reactivate => "Bring the person back under the same id",
            Self::PushGroup => return format!("Push a group of {people}"),
            Self::TakeMemberOut => "Take a member out of the group",
            Self::UnknownMember => "Push an unknown member among known ones",
            Self::RenameGroup => "Rename the group, members stay",
            Self::EmptyGroup => "Empty the group",
            Self::DeleteGroup => "Delete the group",
            Self::WrongPassword => "Wrong passwords are refused",
            Self::Duplicate => "A duplicate is refused",
            Self::MissingFamilyName => "A person without a family name is refused",
            Self::SignIn => "Sign in with Okta",
            Self::UniversalLogout => "Universal Logout ends the session",
            Self::BackchannelLogout => "OpenID back-channel logout ends the session",
            Self::DeactivatedRefused => "A deactivated person is refused",
            Self::UnassignedRefused => "A person not assigned in Okta is refused",
            Self::RotatedKeys => "Sign in after Okta rotated its keys",
            Self::CleanUp => "Put away what was made",
        };
        title.to_owned()
    }
}

/// What a step that did not fail has to say.
pub(super) enum Said {
    Nothing,
    Remark(String),
    Skipped(String),
}

/// Why a step failed: the call, what was expected and what came.
pub(super) struct Why(pub(super) String);

impl From<ScimFailure> for Why {
    fn from(failure: ScimFailure) -> Self {
        Self(failure.to_string())
    }
}

/// How a step ended.
pub(super) type Verdict = Result<Said, Why>;

/// What `/Schemas` promises.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Features {
    pub(super) access_role: bool,
    pub(super) roles: bool,
    pub(super) family_name_required: bool,
}

/// Someone whom the walk provisioned.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) person: Person,
    pub(super) id: String,
}

/// A walk under way.
pub(super) struct Walk<'a> {
    pub(super) target: &'a Target,
    pub(super) report: &'a mut dyn Report,
    pub(super) okta: Provisioner,
    /// Whom to create.
    pub(super) people: Vec<Person>,
    /// Someone more, for what must be refused.
    pub(super) stranger: Option<Person>,
    pub(super) members: Vec<Member>,
    pub(super) groups: Vec<PushedGroup>,
    /// Ids that exist against what was expected, to be put away as well.
    pub(super) strays: Vec<String>,
    pub(super) features: Features,
    pub(super) seed: u64,
    pub(super) can_sign_in: Option<Person>,
    pub(super) deactivated: Option<Person>,
    pub(super) unassigned: Option<Person>,
    exchanges: Vec<Exchange>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        target: &'a Target,
        options: &Options,
        report: &'a mut dyn Report,
    ) -> Result<Self, ScimFailure> {
        let connection = Connection {
            base_url: target.scim_url.clone(),
            auth: auth(target, options.dialect),
        };
        let okta = Provisioner::new(&connection, options.dialect)?;
        let users = options.users.max(1);
        let mut people: Vec<_> = People::invent(users + 1, options.seed)
            .into_iter()
            .collect();
        let stranger = people.pop();
        Ok(Self {
            target,
            report,
            okta,
            people,
            stranger,
            members: Vec::new(),
            groups: Vec::new(),
            strays: Vec::new(),
            features: Features::default(),
            seed: options.seed,
            can_sign_in: None,
            deactivated: None,
            unassigned: None,
            exchanges: Vec::new(),
        })
    }

    /// Runs one step.
    pub(super) async fn run(&mut self, n: usize, of: usize, step: Step) -> StepResult {
        let title = step.title(self.people.len());
        self.report.step_started(n, of, &title);
        let began = Instant::now();
        let verdict = self.perform(step).await;
        self.tell_calls();
        let (ok, skipped, why) = match verdict {
            Ok(Said::Nothing) => (true, false, None),
            Ok(Said::Remark(remark)) => (true, false, Some(remark)),
            Ok(Said::Skipped(reason)) => (true, true, Some(reason)),
            Err(Why(why)) => (false, false, Some(why)),
        };
        let result = StepResult {
            title,
            ok,
            skipped,
            why,
            ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            exchanges: std::mem::take(&mut self.exchanges),
        };
        self.report.step_ended(&result);
        result
    }

    async fn perform(&mut self, step: Step) -> Verdict {
        match step {
            Step::TestCredentials => self.test_credentials().await,
            Step::ReadSchemas => self.read_schemas().await,
            Step::Import => self.import().await,
            Step::CreatePeople => self.create_people().await,
            Step::FindPeople => self.find_people().await,
            Step::ImportEveryone => self.import_everyone().await,
            Step::Update => self.update().await,
            Step::ClearValue => self.clear_value().await,
            Step::GiveRole => self.give_role().await,
            Step::TakeRole => self.take_role().await,
            Step::Deactivate => self.deactivate().await,
            Step::Reactivate => self.reactivate().await,
            Step::PushGroup => self.push_group().await,
            Step::TakeMemberOut => self.take_member_out().await,
            Step::UnknownMember => self.unknown_member().await,
            Step::RenameGroup => self.rename_group().await,
            Step::EmptyGroup => self.empty_group().await,
            Step::DeleteGroup => self.delete_group().await,
            Step::WrongPassword => self.wrong_password().await,
            Step::Duplicate => self.duplicate().await,
            Step::MissingFamilyName => self.missing_family_name().await,
            Step::SignIn => self.sign_in().await,
            Step::UniversalLogout => self.universal_logout().await,
            Step::BackchannelLogout => self.backchannel_logout().await,
            Step::DeactivatedRefused => self.deactivated_refused().await,
            Step::UnassignedRefused => self.unassigned_refused().await,
            Step::RotatedKeys => self.rotated_keys().await,
            Step::CleanUp => self.clean_up().await,
        }
    }

    /// Tells the calls since the last time.
    pub(super) fn tell_calls(&mut self) {
        let calls = self.okta.take_exchanges();
        self.tell(calls);
    }

    pub(super) fn tell(&mut self, calls: Vec<Exchange>) {
        for call in calls {
            self.report.line(&call);
            self.exchanges.push(call);
        }
    }

    /// Someone to try things with, counted from the first; never nobody once somebody was created.
    pub(super) fn member(&self, index: usize) -> Result<Member, Why> {
        let nobody = || Why("Nobody was created, so there is nobody to try this with.".to_owned());
        let last = self.members.len().checked_sub(1).ok_or_else(nobody)?;
        self.members
            .get(index.min(last))
            .cloned()
            .ok_or_else(nobody)
    }
}

/// Basic where the kind of app has it and a user name was given.
fn auth(target: &Target, dialect: Dialect) -> Auth {
    match dialect {
        Dialect::Oiw => Auth::RawHeader(target.password.clone()),
        Dialect::Aiw | Dialect::Oin if target.user_name.is_empty() => {
            Auth::Bearer(target.password.clone())
        }
        Dialect::Aiw | Dialect::Oin => Auth::Basic {
            user_name: target.user_name.clone(),
            password: target.password.clone(),
        },
    }
}
