-- Figures of satisfaction go by the day on which somebody was asked, and on which they answered.
create index opinion_asked on opinion (asked_at);
create index opinion_answered on opinion (answered_at) where answered_at is not null;
